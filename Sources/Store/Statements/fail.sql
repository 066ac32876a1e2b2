-- Ends an attempt with a failure: tried again later while that may help and failures are left, otherwise the failure is the result. Where it would be
-- tried again, a job that a search stopped is done with what it has, and one that was to be paused is.
-- Parameters: job bigint, attempt int, code text, message text, retries boolean, base_s, cap_s, jitter double precision.
-- Rows: the job's next state, none when the attempt is stale (and then nothing is written). Locks: the job's live row, the run's row.
-- Index: job_live_pk, job_pk, run_pk. Budget: 4 rows.
WITH held AS MATERIALIZED (
    SELECT l.*,
        CASE WHEN l.cancel_requested THEN 'cancelled'
             WHEN :retries AND l.failures + 1 < l.max_failures
             THEN CASE WHEN l.stop_reason IS NOT NULL THEN 'done' WHEN l.pause_requested THEN 'paused' ELSE 'scheduled' END
             ELSE 'failed' END AS next
    FROM job_live l
    WHERE l.id = :job AND l.attempt = :attempt AND l.state = 'running'
    FOR UPDATE),
again AS (
    UPDATE job_live l
    SET state = held.next::job_state, failures = l.failures + 1, worker_id = NULL, claimed_at = NULL, lease_until = NULL, progress = NULL,
        pause_requested = false,
        runs_at = CASE held.next WHEN 'scheduled' THEN
            now() + make_interval(secs => least(:cap_s::float8, :base_s::float8 * power(2, l.failures)) * :jitter::float8) END
    FROM held WHERE l.id = held.id AND held.next IN ('scheduled', 'paused')),
ended AS (DELETE FROM job_live l USING held WHERE l.id = held.id AND held.next NOT IN ('scheduled', 'paused')),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at, failure_code, failure_message)
    SELECT id, attempt, worker_id, CASE next WHEN 'cancelled' THEN 'cancelled' ELSE 'failed' END::attempt_outcome, claimed_at, now(),
        :code, :message
    FROM held),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, next::job_state, attempt, failures + CASE next WHEN 'cancelled' THEN 0 ELSE 1 END, losses, now()
    FROM held WHERE next NOT IN ('scheduled', 'paused')),
settled AS (
    UPDATE run r
    SET started_at = CASE WHEN h.next NOT IN ('scheduled', 'paused') THEN r.started_at END,
        status = CASE h.next WHEN 'done' THEN 'finished' WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'killed' ELSE 'scheduled' END::run_status,
        ended_at = CASE WHEN h.next NOT IN ('scheduled', 'paused') THEN now() END,
        end_reason = CASE h.next WHEN 'done' THEN h.stop_reason END,
        failure_code = CASE h.next WHEN 'failed' THEN :code END,
        failure_message = CASE h.next WHEN 'failed' THEN :message END
    FROM held h JOIN job j ON j.id = h.id WHERE r.id = j.run_id),
-- With a checkpoint the next claim knows how far back the metrics go.
restarted AS (
    SELECT j.run_id FROM held h JOIN job j ON j.id = h.id
    WHERE h.next IN ('scheduled', 'paused')
        AND NOT EXISTS (SELECT FROM run_artifact a WHERE a.run_id = j.run_id AND a.kind = 'checkpoint')),
dropped AS (DELETE FROM run_metric m USING restarted r WHERE m.run_id = r.run_id),
dropped_latest AS (DELETE FROM run_latest_metric m USING restarted r WHERE m.run_id = r.run_id)
SELECT next::job_state AS state FROM held
