-- Runs that got to a rung of a search and were not judged there yet, in the order in which they did. A run's n-th report of the metric is its n-th
-- epoch's: a training reports it once an epoch, with the updates so far as step; what has no step belongs to a result.
-- Parameters: sweep bigint, metric text, rungs bigint[]. Rows: job, epoch, step, value. A stopped run is judged no more.
-- Index: job_of_sweep, run_metric_pk, search_decision_pk. Budget: the sweep's jobs and their reports of the metric.
SELECT j.id AS job, p.epoch, p.step, p.value
FROM job j
CROSS JOIN LATERAL (
    SELECT d.step, d.value, d.timestamp_ms, row_number() OVER (ORDER BY d.step) AS epoch
    FROM (
        SELECT DISTINCT ON (m.step) m.step, m.value, m.timestamp_ms FROM run_metric m
        WHERE m.run_id = j.run_id AND m.key = :metric AND m.step > 0
        ORDER BY m.step, m.timestamp_ms) d) p
WHERE j.sweep_id = :sweep AND p.epoch = ANY (:rungs::bigint[])
    AND NOT EXISTS (SELECT FROM search_decision s WHERE s.job_id = j.id AND (s.rung = p.epoch OR NOT s.continues))
ORDER BY p.timestamp_ms, j.id, p.epoch
