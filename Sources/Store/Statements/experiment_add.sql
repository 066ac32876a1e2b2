-- Makes sure that an experiment of this name exists.
-- Parameters: name text. Index: experiment_name_unique. Budget: 1 row.
INSERT INTO experiment (name) SELECT :name
WHERE NOT EXISTS (SELECT FROM experiment WHERE name = :name)
ON CONFLICT ON CONSTRAINT experiment_name_unique DO NOTHING
