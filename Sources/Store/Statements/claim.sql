-- Gives a worker ready jobs of some classes, best rank first, each with a new attempt, and notes that the worker is alive.
-- Parameters: worker bigint, classes int[], count int, lease_s double precision.
-- Rows: the leases. Locks: the claimed rows; rows that another claim holds are skipped, never waited for.
-- The run's tag `worker` says who works on it. A repeated attempt starts from nothing, so what a lost one had logged is dropped.
-- Index: job_live_ready, one range a class. Budget: count rows a class.
WITH seen AS (
    UPDATE worker SET last_seen_at = now() WHERE id = :worker AND last_seen_at < now() - interval '2 seconds'),
locked AS MATERIALIZED (
    -- The lock is taken below the limit: rows that another claim holds or has just taken are passed over until count are found.
    -- With several classes more rows may be locked than are claimed; they are free again when this statement ends.
    SELECT j.id, j.rank
    FROM unnest(:classes::int[]) AS c (class_id)
    CROSS JOIN LATERAL (
        SELECT l.id, l.rank FROM job_live l
        WHERE l.class_id = c.class_id AND l.state = 'ready'
        ORDER BY l.rank, l.id LIMIT :count::int
        FOR UPDATE SKIP LOCKED) j),
chosen AS MATERIALIZED (SELECT id FROM locked ORDER BY rank, id LIMIT :count::int),
claimed AS (
    UPDATE job_live l
    SET state = 'running', attempt = l.attempt + 1, worker_id = :worker, claimed_at = now(),
        lease_until = now() + make_interval(secs => :lease_s), progress = NULL, event_count = 0
    FROM chosen WHERE l.id = chosen.id
    RETURNING l.id, l.attempt),
started AS (
    UPDATE run r SET status = 'running', started_at = now()
    FROM claimed c JOIN job j ON j.id = c.id WHERE r.id = j.run_id),
named AS (
    INSERT INTO run_tag (run_id, key, value)
    SELECT j.run_id, 'worker', w.name FROM claimed c JOIN job j ON j.id = c.id JOIN worker w ON w.id = :worker
    ON CONFLICT ON CONSTRAINT run_tag_pk DO UPDATE SET value = excluded.value),
dropped AS (
    DELETE FROM run_metric m USING claimed c JOIN job j ON j.id = c.id WHERE c.attempt > 1 AND m.run_id = j.run_id),
dropped_latest AS (
    DELETE FROM run_latest_metric m USING claimed c JOIN job j ON j.id = c.id WHERE c.attempt > 1 AND m.run_id = j.run_id)
SELECT c.id, c.attempt, replace(j.run_id::text, '-', '') AS run_id, j.configuration, j.memory_mib, j.time_limit_s
FROM claimed c JOIN job j ON j.id = c.id
ORDER BY c.id
