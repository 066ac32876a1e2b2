-- Drops idempotency keys older than a week, longer than any client retries.
-- Index: idempotency_age. Budget: the rows that it drops.
DELETE FROM idempotency WHERE created_at < now() - interval '7 days'
