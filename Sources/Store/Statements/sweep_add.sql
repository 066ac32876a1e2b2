-- Stores a sweep. Parameters: name text, grid jsonb. Rows: its number. Budget: 1 row.
INSERT INTO sweep (name, grid) VALUES (:name, :grid) RETURNING id
