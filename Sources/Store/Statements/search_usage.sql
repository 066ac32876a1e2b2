-- What a search has used and is left to do. Parameters: sweep bigint. Rows: one: seconds of all attempts together, jobs by what they do, the sweep's own
-- open budget (nulls without one), and whether every waiting job was refused by it while nothing runs that could give money back.
-- Index: job_of_sweep, job_live_pk, attempt_pk, budget_open. Budget: the sweep's jobs and attempts.
SELECT c.seconds + a.seconds AS seconds, c.waiting, c.running, c.paused, b.spent, b.limit_amount,
    coalesce(c.waiting > 0 AND c.running = 0 AND c.refused = c.waiting AND b.limit_amount - b.spent - b.reserved < c.least, false) AS out_of_money
FROM (
    SELECT coalesce(sum(extract(epoch FROM now() - l.claimed_at)) FILTER (WHERE l.state = 'running'), 0)::double precision AS seconds,
        count(l.id) FILTER (WHERE l.state IN ('blocked', 'scheduled', 'ready')) AS waiting,
        count(l.id) FILTER (WHERE l.state = 'running') AS running, count(l.id) FILTER (WHERE l.state = 'paused') AS paused,
        count(l.id) FILTER (WHERE l.state = 'blocked' AND l.wanted IS NOT NULL) AS refused, min(l.wanted) AS least
    FROM job j JOIN job_live l ON l.id = j.id WHERE j.sweep_id = :sweep) c
CROSS JOIN (
    SELECT coalesce(sum(extract(epoch FROM t.ended_at - t.started_at)), 0)::double precision AS seconds
    FROM job j JOIN attempt t ON t.job_id = j.id WHERE j.sweep_id = :sweep) a
LEFT JOIN budget b ON b.scope = 'sweep' AND b.subject = :sweep AND b.closed_at IS NULL
