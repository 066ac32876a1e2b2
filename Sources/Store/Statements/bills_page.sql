-- Bills, the newest first, with run, estimate and price. Parameters: run text (32 digits) or null, experiment bigint or null, since timestamptz or null,
-- limit int. Rows: one a bill. Index: bill_by_time. Budget: limit rows, or those of a run.
SELECT b.job_id, b.attempt, replace(j.run_id::text, '-', '') AS run_id, b.seconds, b.marginal, b.full_cost, b.created_at,
    r.host, r.rate_marginal, r.rate_full, r.rate_source, a.outcome, a.started_at, a.ended_at, j.seconds_p90
FROM bill b
JOIN attempt_rate r ON r.job_id = b.job_id AND r.attempt = b.attempt
JOIN attempt a ON a.job_id = b.job_id AND a.number = b.attempt
JOIN job j ON j.id = b.job_id
WHERE (:run::text IS NULL OR j.run_id = :run::uuid)
    AND (:since::timestamptz IS NULL OR b.created_at >= :since)
    AND (:experiment::bigint IS NULL OR EXISTS (SELECT FROM run WHERE run.id = j.run_id AND run.experiment_id = :experiment))
ORDER BY b.created_at DESC, b.job_id DESC, b.attempt DESC
LIMIT :limit
