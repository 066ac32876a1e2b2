-- Gives a worker ready jobs of some classes, best rank first, each with a new attempt, and notes that the worker is alive. A paused worker gets none,
-- and while the queue is paused nobody does.
-- Parameters: worker bigint, classes int[], count int, lease_s double precision.
-- Rows: the leases, each with the job's latest checkpoint or nulls. Locks: the claimed rows; rows that another claim holds are skipped, never
-- waited for. Then the jobs' open budgets, in the order of their numbers: each attempt reserves its probable cost (the estimate's 90 %, at least a
-- lease and a half), and a job that some budget of it cannot pay becomes `blocked` instead. A worker whose price is unknown by a budget's
-- basis gets no job of that budget. The run's tag `worker` says who works on it. A repeated attempt starts from the checkpoint or from nothing: what a lost one
-- had logged above the checkpoint's step is dropped, and its files but the checkpoint.
-- Index: job_live_ready, one range a class; run_artifact_pk. Budget: count rows a class.
WITH seen AS (
    UPDATE worker SET last_seen_at = now() WHERE id = :worker AND last_seen_at < now() - interval '2 seconds'),
host AS MATERIALIZED (
    SELECT name, host, rate_marginal, rate_full, rate_source,
        rate_full IS NOT NULL OR NOT EXISTS (SELECT FROM budget WHERE closed_at IS NULL) AS is_unbound,
        paused_at IS NULL AND NOT EXISTS (SELECT FROM queue WHERE paused_at IS NOT NULL) AS may_claim
    FROM worker WHERE id = :worker),
locked AS MATERIALIZED (
    -- The lock is taken below the limit: rows that another claim holds or has just taken are passed over until count are found.
    -- With several classes more rows may be locked than are claimed; they are free again when this statement ends.
    SELECT j.id, j.rank
    FROM unnest(:classes::int[]) AS c (class_id)
    CROSS JOIN LATERAL (
        SELECT l.id, l.rank FROM job_live l
        WHERE l.class_id = c.class_id AND l.state = 'ready' AND (SELECT may_claim FROM host)
            AND ((SELECT is_unbound FROM host) OR NOT EXISTS (
                SELECT FROM job_budget b CROSS JOIN host h
                WHERE b.job_id = l.id AND CASE b.basis WHEN 'marginal' THEN h.rate_marginal ELSE h.rate_full END IS NULL))
        ORDER BY l.rank, l.id LIMIT :count::int
        FOR UPDATE SKIP LOCKED) j),
chosen AS MATERIALIZED (SELECT id, rank FROM locked ORDER BY rank, id LIMIT :count::int),
wanted AS MATERIALIZED (
    SELECT c.id AS job_id, c.rank, b.budget_id,
        ceil(CASE b.basis WHEN 'marginal' THEN h.rate_marginal ELSE h.rate_full END
            * greatest(least(coalesce(j.seconds_p90, j.time_limit_s), j.time_limit_s), 1.5 * :lease_s) / 3600)::bigint AS amount
    FROM chosen c JOIN job j ON j.id = c.id JOIN job_budget b ON b.job_id = c.id CROSS JOIN host h),
funds AS MATERIALIZED (
    SELECT id, limit_amount - reserved - CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END AS amount
    FROM budget WHERE id IN (SELECT budget_id FROM wanted) ORDER BY id FOR UPDATE),
summed AS (SELECT w.*, sum(amount) OVER (PARTITION BY budget_id ORDER BY rank, job_id) AS total FROM wanted w),
unpaid AS MATERIALIZED (
    SELECT s.job_id, max(s.amount) AS amount FROM summed s JOIN funds f ON f.id = s.budget_id WHERE s.total > f.amount GROUP BY s.job_id),
blocked AS (UPDATE job_live l SET state = 'blocked', wanted = u.amount FROM unpaid u WHERE l.id = u.job_id),
claimed AS (
    UPDATE job_live l
    SET state = 'running', attempt = l.attempt + 1, worker_id = :worker, claimed_at = now(),
        lease_until = now() + make_interval(secs => :lease_s), progress = NULL, event_count = 0
    FROM chosen WHERE l.id = chosen.id AND chosen.id NOT IN (SELECT job_id FROM unpaid)
    RETURNING l.id, l.attempt),
reserved AS (
    INSERT INTO reservation (job_id, attempt, budget_id, amount)
    SELECT c.id, c.attempt, w.budget_id, w.amount FROM claimed c JOIN wanted w ON w.job_id = c.id),
held AS (
    UPDATE budget b SET reserved = b.reserved + x.amount
    FROM (SELECT w.budget_id, sum(w.amount) AS amount FROM claimed c JOIN wanted w ON w.job_id = c.id GROUP BY w.budget_id) x
    WHERE b.id = x.budget_id),
priced AS (
    INSERT INTO attempt_rate (job_id, attempt, host, rate_marginal, rate_full, rate_source)
    SELECT c.id, c.attempt, coalesce(h.host, 'device:' || h.name), h.rate_marginal, h.rate_full, h.rate_source
    FROM claimed c CROSS JOIN host h WHERE h.rate_marginal IS NOT NULL),
started AS (
    UPDATE run r SET status = 'running', started_at = now()
    FROM claimed c JOIN job j ON j.id = c.id WHERE r.id = j.run_id),
named AS (
    INSERT INTO run_tag (run_id, key, value)
    SELECT j.run_id, 'worker', w.name FROM claimed c JOIN job j ON j.id = c.id JOIN worker w ON w.id = :worker
    ON CONFLICT ON CONSTRAINT run_tag_pk DO UPDATE SET value = excluded.value),
repeated AS MATERIALIZED (
    SELECT c.id, j.run_id, k.sha256, k.step, k.byte_count
    FROM claimed c JOIN job j ON j.id = c.id
    LEFT JOIN LATERAL (
        SELECT a.sha256, a.step, a.byte_count FROM run_artifact a
        WHERE a.run_id = j.run_id AND a.kind = 'checkpoint'
        ORDER BY a.attempt DESC NULLS LAST, a.step DESC, a.name DESC LIMIT 1) k ON true
    WHERE c.attempt > 1),
dropped AS (
    DELETE FROM run_metric m USING repeated p WHERE m.run_id = p.run_id AND (p.step IS NULL OR m.step > p.step)),
earlier AS MATERIALIZED (
    SELECT DISTINCT ON (m.run_id, m.key) m.run_id, m.key, m.step, m.timestamp_ms, m.value
    FROM repeated p JOIN run_metric m ON m.run_id = p.run_id AND m.step <= p.step
    ORDER BY m.run_id, m.key, m.step DESC, m.timestamp_ms DESC, CASE WHEN m.value = 'NaN' THEN 0 ELSE m.value END DESC),
turned_back AS (
    UPDATE run_latest_metric l SET step = e.step, timestamp_ms = e.timestamp_ms, value = e.value
    FROM earlier e WHERE l.run_id = e.run_id AND l.key = e.key),
dropped_latest AS (
    DELETE FROM run_latest_metric l USING repeated p
    WHERE l.run_id = p.run_id AND NOT EXISTS (SELECT FROM earlier e WHERE e.run_id = l.run_id AND e.key = l.key)),
dropped_files AS (
    DELETE FROM run_artifact a USING repeated p WHERE a.run_id = p.run_id AND a.kind <> 'checkpoint')
SELECT c.id, c.attempt, replace(j.run_id::text, '-', '') AS run_id, j.configuration, j.memory_mib, j.time_limit_s,
    encode(p.sha256, 'hex') AS checkpoint_digest, p.step AS checkpoint_step, p.byte_count AS checkpoint_bytes
FROM claimed c JOIN job j ON j.id = c.id LEFT JOIN repeated p ON p.id = c.id
ORDER BY c.id
