-- Extends the leases that a worker still holds and notes that it is alive.
-- Parameters: worker bigint, lease_s double precision; arrays of one element an attempt: jobs bigint[], attempts int[], progress real[].
-- Rows: one with known = whether the worker exists, joined to each attempt that was extended (none: nulls).
-- A missing attempt is lost. Locks: the extended rows. Index: job_live_pk; lease_until is in none, so the update is HOT. Budget: 1 row an attempt.
WITH seen AS (UPDATE worker SET last_seen_at = now() WHERE id = :worker RETURNING id),
extended AS (
    UPDATE job_live l
    SET lease_until = now() + make_interval(secs => :lease_s), progress = coalesce(b.progress, l.progress)
    FROM unnest(:jobs::bigint[], :attempts::int[], :progress::real[]) AS b (job, attempt, progress)
    WHERE l.id = b.job AND l.attempt = b.attempt AND l.state = 'running' AND l.worker_id = :worker
    RETURNING l.id, l.attempt, l.cancel_requested)
SELECT seen.id IS NOT NULL AS known, extended.id, extended.attempt, extended.cancel_requested
FROM (SELECT) AS one LEFT JOIN seen ON true LEFT JOIN extended ON true
