-- Pauses the queue, or lets it go on; pausing a paused one keeps since when. Parameters: paused boolean. Rows: since when, or null.
-- Index: queue_pk. Budget: 1 row.
UPDATE queue SET paused_at = CASE WHEN :paused::boolean THEN coalesce(paused_at, now()) END RETURNING paused_at
