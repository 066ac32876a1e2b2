-- One job. Parameters: job bigint. Rows: one or none. Index: job_pk. Budget: 4 rows.
SELECT w.*, replace(w.run_id::text, '-', '') AS run FROM job_whole w WHERE w.id = :job
