-- Takes back attempts whose leases expired: their jobs are ready again, or final (cancelled; dead after too many losses).
-- Parameters: count int. Rows: one with both numbers. Locks: the taken rows in the order of their numbers; locked ones are skipped.
-- Index: none for lease_until on purpose (a heartbeat stays HOT): it reads the running rows of the hot table. Budget: the live jobs.
WITH expired AS MATERIALIZED (
    SELECT l.*,
        CASE WHEN l.cancel_requested THEN 'cancelled' WHEN l.losses + 1 >= l.max_losses THEN 'dead' ELSE 'ready' END AS next
    FROM job_live l
    WHERE l.state = 'running' AND l.lease_until < now()
    ORDER BY l.id LIMIT :count
    FOR UPDATE SKIP LOCKED),
again AS (
    UPDATE job_live l
    SET state = 'ready', losses = l.losses + 1, worker_id = NULL, claimed_at = NULL, lease_until = NULL, progress = NULL
    FROM expired e WHERE l.id = e.id AND e.next = 'ready'),
ended AS (DELETE FROM job_live l USING expired e WHERE l.id = e.id AND e.next <> 'ready'),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at)
    SELECT id, attempt, worker_id, 'lost', claimed_at, now() FROM expired),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, next::job_state, attempt, failures, losses + 1, now() FROM expired WHERE next <> 'ready'),
settled AS (
    UPDATE run r
    SET status = CASE e.next WHEN 'ready' THEN 'scheduled' WHEN 'dead' THEN 'failed' ELSE 'killed' END::run_status,
        started_at = CASE e.next WHEN 'ready' THEN NULL ELSE r.started_at END,
        ended_at = CASE e.next WHEN 'ready' THEN NULL ELSE now() END,
        failure_code = CASE e.next WHEN 'dead' THEN 'workers_lost' END,
        failure_message = CASE e.next WHEN 'dead' THEN format('%s workers were lost with it; it may be what kills them', e.losses + 1) END
    FROM expired e JOIN job j ON j.id = e.id WHERE r.id = j.run_id)
SELECT count(*) FILTER (WHERE next = 'ready') AS reopened, count(*) FILTER (WHERE next <> 'ready') AS finalised FROM expired
