-- Pauses jobs: those that wait at once, those that run when their workers gave them back, which they are told with their next heartbeat.
-- Parameters: jobs bigint[]. Rows: the jobs that are not final. Locks: the live rows in the order of their numbers.
-- Index: job_live_pk. Budget: 1 row a job.
WITH held AS MATERIALIZED (
    SELECT id, state FROM job_live WHERE id = ANY (:jobs::bigint[]) ORDER BY id FOR UPDATE),
asked AS (UPDATE job_live l SET pause_requested = true FROM held WHERE l.id = held.id AND held.state = 'running'),
paused AS (
    UPDATE job_live l SET state = 'paused', runs_at = NULL, wanted = NULL
    FROM held WHERE l.id = held.id AND held.state IN ('blocked', 'scheduled', 'ready'))
SELECT id FROM held
