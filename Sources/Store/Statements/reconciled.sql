-- Attempts with a result, a bill and an estimate, the newest first. Parameters: since timestamptz or null, kind text or null, limit int.
-- Rows: job, attempt, run, end, seconds, bill, price, the estimate. Index: bill_by_time, cost_estimate_pk. Budget: five rows a bill.
SELECT b.job_id, b.attempt, replace(j.run_id::text, '-', '') AS run_id, j.configuration ->> 'kind' AS kind, b.seconds, b.marginal, b.full_cost,
    r.host, r.rate_marginal, r.rate_full, r.rate_source, a.ended_at, e.inputs AS estimate
FROM bill b
JOIN cost_estimate e ON e.job_id = b.job_id
JOIN attempt a ON a.job_id = b.job_id AND a.number = b.attempt
JOIN attempt_rate r ON r.job_id = b.job_id AND r.attempt = b.attempt
JOIN job j ON j.id = b.job_id
WHERE a.outcome = 'done' AND (:since::timestamptz IS NULL OR b.created_at >= :since)
    AND (:kind::text IS NULL OR j.configuration ->> 'kind' = :kind)
ORDER BY b.created_at DESC, b.job_id DESC, b.attempt DESC
LIMIT :limit
