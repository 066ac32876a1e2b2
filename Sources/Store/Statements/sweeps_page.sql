-- Sweeps with how far they are, the newest first. Parameters: sweep bigint or null (only this one), before bigint or null, count int.
-- Index: sweep_pk backwards, job_of_sweep, run_pk, job_live_pk, job_final_pk. Budget: the jobs of one page's sweeps.
SELECT s.id, s.name, s.created_at, c.total, c.waiting, c.running, c.done, c.failed, c.cancelled, c.paused, c.stopped
FROM (
    SELECT * FROM sweep
    WHERE (:sweep::bigint IS NULL OR id = :sweep::bigint) AND (:before::bigint IS NULL OR id < :before::bigint)
    ORDER BY id DESC LIMIT :count) s
CROSS JOIN LATERAL (
    SELECT count(*) AS total,
        count(*) FILTER (WHERE l.state IN ('blocked', 'scheduled', 'ready', 'paused')) AS waiting,
        count(*) FILTER (WHERE l.state = 'running') AS running,
        count(*) FILTER (WHERE f.state = 'done') AS done,
        count(*) FILTER (WHERE f.state IN ('failed', 'dead')) AS failed,
        count(*) FILTER (WHERE f.state = 'cancelled') AS cancelled,
        count(*) FILTER (WHERE l.state = 'paused') AS paused,
        count(*) FILTER (WHERE f.state = 'done' AND r.end_reason IS NOT NULL) AS stopped
    FROM job j JOIN run r ON r.id = j.run_id LEFT JOIN job_live l ON l.id = j.id LEFT JOIN job_final f ON f.id = j.id
    WHERE j.sweep_id = s.id) c
ORDER BY s.id DESC
