-- Extends the leases that a worker still holds and notes that it is alive.
-- Parameters: worker bigint, lease_s double precision; arrays of one element an attempt: jobs bigint[], attempts int[], progress real[].
-- Rows: one with known = whether the worker exists, joined to each attempt that was extended (none: nulls).
-- A missing attempt is lost. recall says that the worker gives the job back, and why: stopped (by a search), paused, or unpaid: an attempt that needs
-- more than it has reserved of a budget until its next heartbeat reserves more, and the budget had no more. Locks: the extended rows, then such budgets in the order of their numbers. Index: job_live_pk; lease_until is in none, so the update is HOT. Budget: 1 row an attempt.
WITH seen AS (UPDATE worker SET last_seen_at = now() WHERE id = :worker RETURNING id),
extended AS (
    UPDATE job_live l
    SET lease_until = now() + make_interval(secs => :lease_s), progress = coalesce(b.progress, l.progress)
    FROM unnest(:jobs::bigint[], :attempts::int[], :progress::real[]) AS b (job, attempt, progress)
    WHERE l.id = b.job AND l.attempt = b.attempt AND l.state = 'running' AND l.worker_id = :worker
    RETURNING l.id, l.attempt, l.cancel_requested, l.pause_requested, l.stop_reason, l.claimed_at),
short AS MATERIALIZED (
    SELECT e.id AS job_id, e.attempt, r.budget_id, n.amount - r.amount AS amount
    FROM extended e
    JOIN reservation r ON r.job_id = e.id AND r.attempt = e.attempt
    JOIN attempt_rate p ON p.job_id = e.id AND p.attempt = e.attempt
    JOIN budget b ON b.id = r.budget_id
    CROSS JOIN LATERAL (
        SELECT ceil(CASE b.basis WHEN 'marginal' THEN p.rate_marginal ELSE p.rate_full END
            * (extract(epoch FROM now() - e.claimed_at)::double precision + 1.5 * :lease_s) / 3600)::bigint AS amount) n
    WHERE n.amount > r.amount),
funds AS MATERIALIZED (
    SELECT id, limit_amount - reserved - CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END AS amount
    FROM budget WHERE id IN (SELECT budget_id FROM short) ORDER BY id FOR UPDATE),
summed AS (SELECT s.*, sum(amount) OVER (PARTITION BY budget_id ORDER BY job_id) AS total FROM short s),
unpaid AS MATERIALIZED (SELECT DISTINCT s.job_id FROM summed s JOIN funds f ON f.id = s.budget_id WHERE s.total > f.amount),
grown AS (
    UPDATE reservation r SET amount = r.amount + s.amount
    FROM short s
    WHERE r.job_id = s.job_id AND r.attempt = s.attempt AND r.budget_id = s.budget_id AND s.job_id NOT IN (SELECT job_id FROM unpaid)),
held AS (
    UPDATE budget b SET reserved = b.reserved + x.amount
    FROM (
        SELECT budget_id, sum(amount) AS amount FROM short WHERE job_id NOT IN (SELECT job_id FROM unpaid) GROUP BY budget_id) x
    WHERE b.id = x.budget_id)
SELECT seen.id IS NOT NULL AS known, extended.id, extended.attempt, extended.cancel_requested,
    CASE WHEN extended.stop_reason IS NOT NULL THEN 'stopped' WHEN extended.pause_requested THEN 'paused'
         WHEN extended.id IN (SELECT job_id FROM unpaid) THEN 'unpaid' END AS recall
FROM (SELECT) AS one LEFT JOIN seen ON true LEFT JOIN extended ON true
