-- One job. Parameters: job bigint. Rows: one or none. Index: job_pk, cost_estimate_pk. Budget: 5 rows.
SELECT w.*, replace(w.run_id::text, '-', '') AS run, e.inputs AS estimate
FROM job_whole w LEFT JOIN cost_estimate e ON e.job_id = w.id WHERE w.id = :job
