-- The prices that estimates used: of each machine and price the newest estimate. Parameters: since timestamptz or null, limit int.
-- Rows: job, estimate, created_at, how many estimates used that price. Index: cost_estimate_by_time. Budget: the estimates since then.
SELECT * FROM (
    SELECT DISTINCT ON (e.inputs #>> '{dearest_by_marginal,host}', e.inputs #>> '{dearest_by_marginal,marginal_usd_per_hour}')
        e.job_id, e.inputs AS estimate, e.created_at,
        count(*) OVER (PARTITION BY e.inputs #>> '{dearest_by_marginal,host}', e.inputs #>> '{dearest_by_marginal,marginal_usd_per_hour}') AS n
    FROM cost_estimate e
    WHERE e.inputs ? 'dearest_by_marginal' AND (:since::timestamptz IS NULL OR e.created_at >= :since)
    ORDER BY e.inputs #>> '{dearest_by_marginal,host}', e.inputs #>> '{dearest_by_marginal,marginal_usd_per_hour}', e.created_at DESC) p
ORDER BY created_at DESC, job_id DESC LIMIT :limit
