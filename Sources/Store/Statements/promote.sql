-- Makes scheduled jobs ready whose time has come.
-- Parameters: count int. Rows: the jobs. Locks: the rows; locked ones are skipped. Index: job_live_scheduled. Budget: count rows.
WITH due AS MATERIALIZED (
    SELECT id FROM job_live WHERE state = 'scheduled' AND runs_at <= now() ORDER BY runs_at LIMIT :count FOR UPDATE SKIP LOCKED)
UPDATE job_live l SET state = 'ready', runs_at = NULL FROM due WHERE l.id = due.id RETURNING l.id
