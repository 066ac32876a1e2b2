-- Makes paused jobs ready, at the place in the queue that they had; takes back what a running job was asked.
-- Parameters: jobs bigint[]. Rows: the jobs that changed. Locks: the live rows in the order of their numbers.
-- Index: job_live_pk. Budget: 1 row a job.
WITH held AS MATERIALIZED (
    SELECT id FROM job_live
    WHERE id = ANY (:jobs::bigint[]) AND (state = 'paused' OR pause_requested) ORDER BY id FOR UPDATE)
UPDATE job_live l
SET state = CASE l.state WHEN 'paused' THEN 'ready' ELSE l.state END, pause_requested = false
FROM held WHERE l.id = held.id RETURNING l.id
