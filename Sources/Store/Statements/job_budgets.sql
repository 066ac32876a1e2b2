-- The open budgets of a job with what is left of each. Parameters: job bigint. Rows: name, scope, subject, left_amount (nano-dollars),
-- wanted (what the job asked for when it was blocked). Index: job_pk. Budget: the budgets, tens.
SELECT g.name, g.scope, g.subject, f.amount AS left_amount, l.wanted
FROM job_budget b
JOIN budget g ON g.id = b.budget_id
JOIN budget_left f ON f.id = b.budget_id
LEFT JOIN job_live l ON l.id = b.job_id
WHERE b.job_id = :job
ORDER BY g.id
