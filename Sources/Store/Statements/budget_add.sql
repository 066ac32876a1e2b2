-- Opens a budget. Parameters: name text, scope text, subject bigint (0 for a month), basis text, limit bigint (nano-dollars).
-- Rows: its number; none when an open budget of the scope and subject is there already. Index: budget_open. Budget: 1 row.
INSERT INTO budget (name, scope, subject, basis, limit_amount)
VALUES (:name, :scope::budget_scope, :subject, :basis::cost_basis, :limit)
ON CONFLICT (scope, subject) WHERE closed_at IS NULL DO NOTHING
RETURNING id
