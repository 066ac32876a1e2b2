-- The open budgets, or one of any. Parameters: budget bigint or null. Rows: all of it, in the order of the numbers; a month that has passed
-- counts as nothing spent. Index: budget_pk. Budget: the budgets, tens.
SELECT id, name, scope, subject, basis, limit_amount, reserved, created_at, closed_at,
    CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END AS spent
FROM budget
WHERE CASE WHEN :budget::bigint IS NULL THEN closed_at IS NULL ELSE id = :budget END
ORDER BY id
