-- Pauses a worker, which gets no more jobs and keeps those that it has, or lets it go on; pausing a paused one keeps since when.
-- Parameters: worker bigint, paused boolean. Rows: its number, none when there is none. Index: worker_pk. Budget: 1 row.
UPDATE worker SET paused_at = CASE WHEN :paused::boolean THEN coalesce(paused_at, now()) END WHERE id = :worker RETURNING id
