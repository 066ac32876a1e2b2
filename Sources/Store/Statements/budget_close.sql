-- Closes a budget: nothing counts against it any more; attempts that run settle it still. Parameters: budget bigint.
-- Rows: its number, none when it is closed or there is none. Index: budget_pk. Budget: 1 row.
UPDATE budget SET closed_at = now() WHERE id = :budget AND closed_at IS NULL RETURNING id
