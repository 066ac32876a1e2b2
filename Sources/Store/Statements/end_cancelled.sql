-- Ends an attempt that was stopped because its job is cancelled.
-- Parameters: job bigint, attempt int. Rows: the job's final state, none when the attempt is stale or nobody asked to cancel.
-- Locks: the job's live row, the run's row. Index: job_live_pk, job_pk, run_pk. Budget: 4 rows.
WITH ended AS (
    DELETE FROM job_live
    WHERE id = :job AND attempt = :attempt AND state = 'running' AND cancel_requested
    RETURNING id, attempt, worker_id, claimed_at, failures, losses),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at)
    SELECT id, attempt, worker_id, 'cancelled', claimed_at, now() FROM ended),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, 'cancelled', attempt, failures, losses, now() FROM ended),
settled AS (
    UPDATE run r SET status = 'killed', ended_at = now()
    FROM ended e JOIN job j ON j.id = e.id WHERE r.id = j.run_id)
SELECT 'cancelled'::job_state AS state FROM ended
