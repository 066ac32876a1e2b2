-- Stores metrics, log lines and files of an attempt, skipping those whose sequence number was stored before.
-- Parameters: job bigint, attempt int, first bigint, total bigint; metrics as arrays: metric_sequences bigint[], keys text[], steps bigint[],
-- timestamps bigint[], values double precision[]; log lines: log_sequences bigint[], levels text[], messages text[]; files:
-- artifact_sequences bigint[], artifact_names text[], artifact_kinds text[], artifact_digests text[] (hexadecimal), artifact_steps bigint[];
-- most_artifacts bigint.
-- Rows: one when the attempt holds its job, with fits = whether the run has room for its files; none when it is stale. Without fits or a row
-- nothing is written. Of a run's checkpoints only the newest stays: of the latest attempt that stored one, the one with the greatest step.
-- Locks: the job's live row. Index: job_live_pk, run_metric_pk, run_latest_metric_pk, run_artifact_pk. Budget: 2 rows a metric, 1 a line,
-- and with files the run's artifacts.
WITH locked AS (
    SELECT l.id, l.event_count, j.run_id FROM job_live l JOIN job j ON j.id = l.id
    WHERE l.id = :job AND l.attempt = :attempt AND l.state = 'running'
    FOR UPDATE OF l),
offered AS MATERIALIZED (
    -- Of several with one name the last counts.
    SELECT DISTINCT ON (a.name) l.run_id, a.name, a.kind::artifact_kind AS kind, f.sha256, f.byte_count, a.step
    FROM locked l
    CROSS JOIN unnest(:artifact_sequences::bigint[], :artifact_names::text[], :artifact_kinds::text[], :artifact_digests::text[],
        :artifact_steps::bigint[]) AS a (sequence, name, kind, digest, step)
    JOIN file f ON f.sha256 = decode(a.digest, 'hex')
    WHERE a.sequence >= l.event_count
    ORDER BY a.name, a.sequence DESC),
present AS MATERIALIZED (
    SELECT p.name, p.kind, p.attempt, p.step FROM locked l JOIN run_artifact p ON p.run_id = l.run_id
    WHERE EXISTS (SELECT FROM offered) AND NOT EXISTS (SELECT FROM offered o WHERE o.name = p.name)),
before AS MATERIALIZED (
    SELECT * FROM locked
    WHERE (SELECT count(*) FROM offered) = 0
        OR (SELECT count(*) FROM offered) + (SELECT count(*) FROM present) <= :most_artifacts::bigint),
newest AS MATERIALIZED (
    SELECT c.name FROM (
        SELECT name, :attempt::int AS attempt, step FROM offered WHERE kind = 'checkpoint'
        UNION ALL SELECT name, attempt, step FROM present WHERE kind = 'checkpoint') c
    ORDER BY c.attempt DESC NULLS LAST, c.step DESC, c.name DESC LIMIT 1),
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
    ORDER BY g.sequence),
kept AS (
    INSERT INTO run_artifact (run_id, name, kind, sha256, byte_count, attempt, step)
    SELECT o.run_id, o.name, o.kind, o.sha256, o.byte_count, :attempt, o.step FROM before b JOIN offered o ON o.run_id = b.run_id
    WHERE o.kind <> 'checkpoint' OR o.name = (SELECT name FROM newest)
    ON CONFLICT ON CONSTRAINT run_artifact_pk DO UPDATE
    SET kind = excluded.kind, sha256 = excluded.sha256, byte_count = excluded.byte_count, attempt = excluded.attempt,
        step = excluded.step, created_at = now()),
superseded AS (
    DELETE FROM run_artifact p USING before b
    WHERE p.run_id = b.run_id AND p.kind = 'checkpoint' AND p.name <> (SELECT name FROM newest)
        AND NOT EXISTS (SELECT FROM offered o WHERE o.name = p.name AND o.kind <> 'checkpoint')
        AND EXISTS (SELECT FROM offered))
SELECT l.id, held.id IS NOT NULL AS fits FROM locked l LEFT JOIN held ON held.id = l.id
