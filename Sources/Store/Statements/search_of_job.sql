-- The open search that a job belongs to. Parameters: job bigint. Rows: its sweep's number, or none. Index: job_pk, search_pk. Budget: 2 rows.
SELECT s.sweep_id FROM job j JOIN search s ON s.sweep_id = j.sweep_id WHERE j.id = :job AND s.closed_at IS NULL
