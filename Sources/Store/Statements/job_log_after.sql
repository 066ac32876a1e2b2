-- A job's log after a position. Parameters: job bigint, position bigint, count int. Index: job_log_pk. Budget: count rows.
SELECT position, attempt, stored_at, level, message FROM job_log
WHERE job_id = :job AND position > :position ORDER BY position LIMIT :count
