-- One run, deleted ones too. Parameters: run text. Rows: one or none. Index: run_pk. Budget: 1 row with its metrics, tags and parameters.
SELECT w.*, replace(w.id::text, '-', '') AS run_id FROM run_whole w WHERE w.id = :run::text::uuid
