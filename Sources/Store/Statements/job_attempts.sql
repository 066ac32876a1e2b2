-- Every try at a job, the running one too. Parameters: job bigint. Rows: in order. Index: attempt_pk, job_live_pk. Budget: the tries.
SELECT t.number, t.worker_id, w.name AS worker_name, t.started_at, t.ended_at, t.outcome, t.failure_code, t.failure_message
FROM (
    SELECT number, worker_id, started_at, ended_at, outcome, failure_code, failure_message FROM attempt WHERE job_id = :job
    UNION ALL
    SELECT attempt, worker_id, claimed_at, NULL, NULL, NULL, NULL FROM job_live WHERE id = :job AND state = 'running') t
LEFT JOIN worker w ON w.id = t.worker_id
ORDER BY t.number
