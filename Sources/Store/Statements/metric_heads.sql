-- A run's metrics with the ends of their histories. Parameters: run text. Rows: one a metric, by name.
-- Index: run_latest_metric_pk, run_metric_pk. Budget: 2 rows a metric.
SELECT l.key, f.step AS first_step, l.step AS last_step, f.timestamp_ms AS first_ms, l.timestamp_ms AS last_ms
FROM run_latest_metric l
CROSS JOIN LATERAL (
    SELECT m.step, m.timestamp_ms FROM run_metric m WHERE m.run_id = l.run_id AND m.key = l.key
    ORDER BY m.step, m.timestamp_ms LIMIT 1) f
WHERE l.run_id = :run::text::uuid
ORDER BY l.key COLLATE "C"
