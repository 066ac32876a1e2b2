-- Open budgets of which four fifths are spent or reserved and that were not told since; they are told now. One that falls below seven tenths
-- (a higher limit, a new month, money given back) is told again when it crosses again. No parameters.
-- Rows: all of each. Locks: those rows. Index: none. Budget: the open budgets, tens.
WITH used AS (
    SELECT id, reserved + CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END AS amount
    FROM budget WHERE closed_at IS NULL),
changed AS (
    UPDATE budget b SET told_at = CASE WHEN b.told_at IS NULL THEN now() END
    FROM used u
    WHERE u.id = b.id
        AND CASE WHEN b.told_at IS NULL THEN u.amount >= b.limit_amount * 0.8 ELSE u.amount < b.limit_amount * 0.7 END
    RETURNING b.id, b.name, b.scope, b.subject, b.basis, b.limit_amount, b.reserved, b.created_at, b.closed_at, b.told_at, u.amount)
SELECT id, name, scope, subject, basis, limit_amount, reserved, created_at, closed_at, amount - reserved AS spent
FROM changed WHERE told_at IS NOT NULL ORDER BY id
