-- Takes back attempts whose leases expired: their jobs are ready again, paused where that was asked, or final (cancelled; done where a search had
-- stopped them; dead after too many losses).
-- Parameters: count int. Rows: one with both numbers. Locks: the taken rows in the order of their numbers; locked ones are skipped.
-- Index: none for lease_until on purpose (a heartbeat stays HOT): it reads the running rows of the hot table. Budget: the live jobs.
WITH expired AS MATERIALIZED (
    SELECT l.*,
        CASE WHEN l.cancel_requested THEN 'cancelled' WHEN l.stop_reason IS NOT NULL THEN 'done' WHEN l.losses + 1 >= l.max_losses THEN 'dead'
             WHEN l.pause_requested THEN 'paused' ELSE 'ready' END AS next
    FROM job_live l
    WHERE l.state = 'running' AND l.lease_until < now()
    ORDER BY l.id LIMIT :count
    FOR UPDATE SKIP LOCKED),
again AS (
    UPDATE job_live l
    SET state = e.next::job_state, losses = l.losses + 1, worker_id = NULL, claimed_at = NULL, lease_until = NULL, progress = NULL,
        pause_requested = false
    FROM expired e WHERE l.id = e.id AND e.next IN ('ready', 'paused')),
ended AS (DELETE FROM job_live l USING expired e WHERE l.id = e.id AND e.next NOT IN ('ready', 'paused')),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at)
    SELECT id, attempt, worker_id, 'lost', claimed_at, now() FROM expired),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, next::job_state, attempt, failures, losses + 1, now() FROM expired WHERE next NOT IN ('ready', 'paused')),
settled AS (
    UPDATE run r
    SET status = CASE e.next WHEN 'done' THEN 'finished' WHEN 'dead' THEN 'failed' WHEN 'cancelled' THEN 'killed' ELSE 'scheduled' END::run_status,
        started_at = CASE WHEN e.next NOT IN ('ready', 'paused') THEN r.started_at END,
        ended_at = CASE WHEN e.next NOT IN ('ready', 'paused') THEN now() END,
        end_reason = CASE e.next WHEN 'done' THEN e.stop_reason END,
        failure_code = CASE e.next WHEN 'dead' THEN 'workers_lost' END,
        failure_message = CASE e.next WHEN 'dead' THEN format('%s workers were lost with it; it may be what kills them', e.losses + 1) END
    FROM expired e JOIN job j ON j.id = e.id WHERE r.id = j.run_id)
SELECT count(*) FILTER (WHERE next IN ('ready', 'paused')) AS reopened, count(*) FILTER (WHERE next NOT IN ('ready', 'paused')) AS finalised FROM expired
