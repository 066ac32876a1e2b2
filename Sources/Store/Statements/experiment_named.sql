-- An experiment by its name. Parameters: name text. Rows: one or none. Locks: the row against deletion until the transaction ends.
-- Index: experiment_name_unique. Budget: 1 row.
SELECT id, lifecycle_stage = 'active' AS active FROM experiment WHERE name = :name FOR SHARE
