-- What a run's accepted attempt left. Parameters: run text. Rows: one or none. Index: run_result_pk. Budget: 1 row.
SELECT r.job_id, s.attempt, s.facts, s.absent
FROM run_result s JOIN run r ON r.id = s.run_id
WHERE s.run_id = :run::text::uuid
