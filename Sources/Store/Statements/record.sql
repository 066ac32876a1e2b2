-- Stores metrics and log lines of an attempt, skipping those whose sequence number was stored before.
-- Parameters: job bigint, attempt int, first bigint, total bigint; metrics as arrays: metric_sequences bigint[], keys text[], steps bigint[],
-- timestamps bigint[], values double precision[]; log lines: log_sequences bigint[], levels text[], messages text[].
-- Rows: one when the attempt holds its job, none when it is stale (and then nothing is written). Locks: the job's live row.
-- Index: job_live_pk, run_metric_pk, run_latest_metric_pk. Budget: 2 rows a metric, 1 a line.
WITH before AS (
    SELECT l.id, l.event_count, j.run_id FROM job_live l JOIN job j ON j.id = l.id
    WHERE l.id = :job AND l.attempt = :attempt AND l.state = 'running'
    FOR UPDATE OF l),
held AS (
    UPDATE job_live l SET event_count = greatest(l.event_count, :first::bigint + :total::bigint)
    FROM before WHERE l.id = before.id
    RETURNING l.id),
fresh AS MATERIALIZED (
    SELECT b.run_id, m.key, m.step, m.timestamp_ms, m.value
    FROM before b
    CROSS JOIN unnest(:metric_sequences::bigint[], :keys::text[], :steps::bigint[], :timestamps::bigint[], :values::double precision[])
        AS m (sequence, key, step, timestamp_ms, value)
    WHERE m.sequence >= b.event_count),
history AS (
    INSERT INTO run_metric (run_id, key, step, timestamp_ms, value)
    SELECT DISTINCT run_id, key, step, timestamp_ms, value FROM fresh
    ON CONFLICT ON CONSTRAINT run_metric_pk DO NOTHING),
latest AS (
    INSERT INTO run_latest_metric AS l (run_id, key, step, timestamp_ms, value)
    SELECT DISTINCT ON (run_id, key) run_id, key, step, timestamp_ms, value FROM fresh
    ORDER BY run_id, key, step DESC, timestamp_ms DESC, CASE WHEN value = 'NaN' THEN 0 ELSE value END DESC
    ON CONFLICT ON CONSTRAINT run_latest_metric_pk DO UPDATE
    SET step = excluded.step, timestamp_ms = excluded.timestamp_ms, value = excluded.value
    WHERE (excluded.step, excluded.timestamp_ms, CASE WHEN excluded.value = 'NaN' THEN 0 ELSE excluded.value END)
        > (l.step, l.timestamp_ms, CASE WHEN l.value = 'NaN' THEN 0 ELSE l.value END)),
lines AS (
    INSERT INTO job_log (job_id, attempt, level, message)
    SELECT b.id, :attempt, g.level::log_level, g.message
    FROM before b
    CROSS JOIN unnest(:log_sequences::bigint[], :levels::text[], :messages::text[]) AS g (sequence, level, message)
    WHERE g.sequence >= b.event_count
    ORDER BY g.sequence)
SELECT id FROM held
