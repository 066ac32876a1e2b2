-- Gives an attempt's job back to the queue: it keeps its rank, so it goes to the front, and no failure is counted.
-- A job whose cancelling was asked for ends cancelled, one that a search stopped is done with what it has, and one that was to be paused is.
-- Parameters: job bigint, attempt int. Rows: the job's next state, none when the attempt is stale. Locks: the job's live row, the run's row.
-- Index: job_live_pk, job_pk, run_pk. Budget: 4 rows.
WITH held AS MATERIALIZED (
    SELECT l.*,
        CASE WHEN l.cancel_requested THEN 'cancelled' WHEN l.stop_reason IS NOT NULL THEN 'done'
             WHEN l.pause_requested THEN 'paused' ELSE 'ready' END AS next
    FROM job_live l
    WHERE l.id = :job AND l.attempt = :attempt AND l.state = 'running'
    FOR UPDATE),
again AS (
    UPDATE job_live l
    SET state = held.next::job_state, releases = l.releases + 1, worker_id = NULL, claimed_at = NULL, lease_until = NULL, progress = NULL,
        pause_requested = false
    FROM held WHERE l.id = held.id AND held.next IN ('ready', 'paused')),
ended AS (DELETE FROM job_live l USING held WHERE l.id = held.id AND held.next IN ('cancelled', 'done')),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at)
    SELECT id, attempt, worker_id, CASE next WHEN 'cancelled' THEN 'cancelled' ELSE 'released' END::attempt_outcome, claimed_at, now()
    FROM held),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, next::job_state, attempt, failures, losses, now() FROM held WHERE next IN ('cancelled', 'done')),
settled AS (
    UPDATE run r
    SET status = CASE h.next WHEN 'done' THEN 'finished' WHEN 'cancelled' THEN 'killed' ELSE 'scheduled' END::run_status,
        started_at = CASE WHEN h.next IN ('done', 'cancelled') THEN r.started_at END,
        ended_at = CASE WHEN h.next IN ('done', 'cancelled') THEN now() END,
        end_reason = CASE h.next WHEN 'done' THEN h.stop_reason END
    FROM held h JOIN job j ON j.id = h.id WHERE r.id = j.run_id)
SELECT next::job_state AS state FROM held
