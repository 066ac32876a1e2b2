-- Changes an open budget's limit; what is spent and reserved stays. Parameters: budget bigint, limit bigint. Rows: its number, none when it
-- is closed or there is none. Index: budget_pk. Budget: 1 row.
UPDATE budget
SET limit_amount = :limit::bigint, warned_at = CASE WHEN spent >= :limit::bigint * 0.8 THEN coalesce(warned_at, now()) END
WHERE id = :budget AND closed_at IS NULL
RETURNING id
