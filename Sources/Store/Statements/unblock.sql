-- Makes jobs ready that were blocked for want of money, once each of their budgets could pay what they wanted.
-- Parameters: count int. Rows: the jobs. Locks: the rows; locked ones are skipped. No budget is locked: the next claim decides.
-- Index: job_live_blocked. Budget: the blocked jobs.
WITH payable AS MATERIALIZED (
    SELECT l.id FROM job_live l
    WHERE l.state = 'blocked' AND l.wanted IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM job_budget b JOIN budget_left f ON f.id = b.budget_id WHERE b.job_id = l.id AND f.amount < l.wanted)
    ORDER BY l.rank, l.id LIMIT :count FOR UPDATE OF l SKIP LOCKED)
UPDATE job_live l SET state = 'ready', wanted = NULL FROM payable p WHERE l.id = p.id RETURNING l.id
