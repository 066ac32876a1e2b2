-- Ends what waits in a search that may start nothing more: a sample that never ran is cancelled, one that ran is done with what it has. Paused jobs
-- stay: they end when they are resumed.
-- Parameters: sweep bigint, reason text or null (the one that is stored). Rows: the jobs that ended. Locks: the jobs' live rows in the order of their
-- numbers; the caller holds the search's row. Index: search_pk, job_of_sweep, job_live_pk, run_pk. Budget: 1 row and 4 a job.
WITH noted AS (
    UPDATE search SET exhausted_at = coalesce(exhausted_at, now()), exhausted_reason = coalesce(exhausted_reason, :reason::text)
    WHERE sweep_id = :sweep RETURNING exhausted_reason),
held AS MATERIALIZED (
    SELECT l.id, l.attempt, l.failures, l.losses, CASE l.attempt WHEN 0 THEN 'cancelled' ELSE 'done' END AS next
    FROM job j JOIN job_live l ON l.id = j.id
    WHERE j.sweep_id = :sweep AND l.state IN ('blocked', 'scheduled', 'ready')
    ORDER BY l.id FOR UPDATE OF l),
ended AS (DELETE FROM job_live l USING held WHERE l.id = held.id),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, next::job_state, attempt, failures, losses, now() FROM held),
settled AS (
    UPDATE run r
    SET status = CASE h.next WHEN 'done' THEN 'finished' ELSE 'killed' END::run_status, ended_at = now(),
        end_reason = CASE h.next WHEN 'done' THEN 'stopped early by search: ' ELSE 'not started: ' END || n.exhausted_reason
    FROM held h JOIN job j ON j.id = h.id CROSS JOIN noted n WHERE r.id = j.run_id)
SELECT id FROM held
