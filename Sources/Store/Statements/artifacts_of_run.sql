-- A run's files by name. Parameters: run text. Rows: one a file. Index: run_artifact_pk. Budget: the run's files, at most some hundred.
SELECT name, kind, encode(sha256, 'hex') AS digest, byte_count, attempt, step, created_at
FROM run_artifact WHERE run_id = :run::text::uuid ORDER BY name COLLATE "C"
