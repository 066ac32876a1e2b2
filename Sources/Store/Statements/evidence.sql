-- Finished benchmark runs in latency mode with their median and their worker's machine, the newest first: what estimates go by.
-- Parameters: limit int. Rows: one a run, each with the time by the database's clock; one with nulls beside it when there is no run.
-- Index: run_newest, run_latest_metric_pk, run_tag_pk, worker_name_unique. Budget: four rows a run.
SELECT now() AS as_of, e.*
FROM (SELECT) AS one LEFT JOIN (
    SELECT replace(r.id::text, '-', '') AS run_id, r.configuration, m.value AS median_ms, w.name AS worker, w.host, w.machine
    FROM run r
    JOIN run_latest_metric m ON m.run_id = r.id AND m.key = 'latency_median_ms' AND m.value > 0 AND m.value < 'Infinity'
    JOIN run_tag t ON t.run_id = r.id AND t.key = 'worker'
    JOIN worker w ON w.name = t.value
    WHERE r.lifecycle_stage = 'active' AND r.status = 'finished' AND r.configuration ->> 'kind' = 'benchmark'
        AND r.configuration ->> 'mode' = 'latency'
    ORDER BY r.created_at DESC, r.id
    LIMIT :limit) e ON true
