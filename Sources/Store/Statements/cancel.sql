-- Cancels jobs: those that wait are final at once, those that run are told with their next heartbeat.
-- Parameters: jobs bigint[]. Rows: the jobs that ended. Locks: the live rows in the order of their numbers.
-- Index: job_live_pk, job_pk, run_pk. Budget: 3 rows a job.
WITH held AS MATERIALIZED (
    SELECT id, state, attempt, failures, losses FROM job_live WHERE id = ANY (:jobs::bigint[]) ORDER BY id FOR UPDATE),
asked AS (UPDATE job_live l SET cancel_requested = true FROM held WHERE l.id = held.id AND held.state = 'running'),
ended AS (DELETE FROM job_live l USING held WHERE l.id = held.id AND held.state <> 'running'),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, 'cancelled', attempt, failures, losses, now() FROM held WHERE state <> 'running'),
settled AS (
    UPDATE run r SET status = 'killed', ended_at = now()
    FROM held h JOIN job j ON j.id = h.id WHERE r.id = j.run_id AND h.state <> 'running')
SELECT id FROM held WHERE state <> 'running'
