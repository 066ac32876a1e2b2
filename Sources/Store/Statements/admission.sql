-- What is left of each open budget that jobs of an experiment count against. Parameters: experiment bigint.
-- Rows: name, basis, left_amount (nano-dollars), in the order of their numbers. Locks: the budgets in that order, shared: a claim that is about to
-- reserve is waited for, other submissions are not. Index: budget_open. Budget: 2 rows.
SELECT name, basis, limit_amount - reserved - CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END
    AS left_amount
FROM budget
WHERE closed_at IS NULL AND (scope = 'month' OR (scope = 'experiment' AND subject = :experiment))
ORDER BY id FOR SHARE
