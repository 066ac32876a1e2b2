-- Ends an attempt with its result: the job moves from the hot table to the cold ones and the run gets its content.
-- A job whose cancelling was asked for ends cancelled, and the result is not counted.
-- Parameters: job bigint, attempt int; metrics as arrays: keys text[], steps bigint[], timestamps bigint[], values double precision[]; series:
-- series_names text[], series_units text[], series_samples bytea[]; tags jsonb, facts jsonb, absent jsonb; files: artifact_names text[],
-- artifact_kinds text[], artifact_digests text[] (hexadecimal), artifact_steps bigint[].
-- Rows: the job's final state, none when the attempt is stale (and then nothing is written). Locks: the job's live row, the run's row.
-- Of the run's checkpoints only the newest stays. A number without a step (step 0) whose history has got beyond step 0 is the run's value of that
-- metric and no point of its history: it is of the whole run, or of the weights that were kept, and the history shows how it went.
-- Index: job_live_pk, job_pk, run_pk, run_latest_metric_pk, run_artifact_pk. Budget: 4 rows, 2 a metric, 1 a series, a tag and a file.
WITH ended AS (
    DELETE FROM job_live
    WHERE id = :job AND attempt = :attempt AND state = 'running'
    RETURNING id, attempt, worker_id, claimed_at, failures, losses,
        CASE WHEN cancel_requested THEN 'cancelled' ELSE 'done' END AS outcome),
tried AS (
    INSERT INTO attempt (job_id, number, worker_id, outcome, started_at, ended_at)
    SELECT id, attempt, worker_id, outcome::attempt_outcome, claimed_at, now() FROM ended),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, outcome::job_state, attempt, failures, losses, now() FROM ended),
settled AS (
    UPDATE run r
    SET status = CASE e.outcome WHEN 'done' THEN 'finished' ELSE 'killed' END::run_status, ended_at = now()
    FROM ended e JOIN job j ON j.id = e.id WHERE r.id = j.run_id
    RETURNING r.id, e.outcome),
counted AS (SELECT id FROM settled WHERE outcome = 'done'),
measured AS MATERIALIZED (
    SELECT c.id AS run_id, m.key, m.step, m.timestamp_ms, m.value, m.step = 0 AND coalesce(l.step, 0) > 0 AS concludes
    FROM counted c
    CROSS JOIN unnest(:keys::text[], :steps::bigint[], :timestamps::bigint[], :values::double precision[])
        AS m (key, step, timestamp_ms, value)
    LEFT JOIN run_latest_metric l ON l.run_id = c.id AND l.key = m.key),
concluded AS (
    UPDATE run_latest_metric l SET value = m.value
    FROM (
        SELECT DISTINCT ON (run_id, key) run_id, key, value FROM measured WHERE concludes
        ORDER BY run_id, key, timestamp_ms DESC, CASE WHEN value = 'NaN' THEN 0 ELSE value END DESC) m
    WHERE l.run_id = m.run_id AND l.key = m.key),
history AS (
    INSERT INTO run_metric (run_id, key, step, timestamp_ms, value)
    SELECT DISTINCT run_id, key, step, timestamp_ms, value FROM measured WHERE NOT concludes
    ON CONFLICT ON CONSTRAINT run_metric_pk DO NOTHING),
latest AS (
    INSERT INTO run_latest_metric AS l (run_id, key, step, timestamp_ms, value)
    SELECT DISTINCT ON (run_id, key) run_id, key, step, timestamp_ms, value FROM measured WHERE NOT concludes
    ORDER BY run_id, key, step DESC, timestamp_ms DESC, CASE WHEN value = 'NaN' THEN 0 ELSE value END DESC
    ON CONFLICT ON CONSTRAINT run_latest_metric_pk DO UPDATE
    SET step = excluded.step, timestamp_ms = excluded.timestamp_ms, value = excluded.value
    WHERE (excluded.step, excluded.timestamp_ms, CASE WHEN excluded.value = 'NaN' THEN 0 ELSE excluded.value END)
        > (l.step, l.timestamp_ms, CASE WHEN l.value = 'NaN' THEN 0 ELSE l.value END)),
samples AS (
    INSERT INTO run_series (run_id, name, unit, samples)
    SELECT c.id, s.name, s.unit, s.samples
    FROM counted c
    CROSS JOIN unnest(:series_names::text[], :series_units::text[], :series_samples::bytea[]) AS s (name, unit, samples)
    ON CONFLICT ON CONSTRAINT run_series_pk DO UPDATE SET unit = excluded.unit, samples = excluded.samples),
tags AS (
    INSERT INTO run_tag (run_id, key, value)
    SELECT c.id, t.key, t.value FROM counted c CROSS JOIN LATERAL jsonb_each_text(:tags::jsonb) AS t (key, value)
    ON CONFLICT ON CONSTRAINT run_tag_pk DO UPDATE SET value = excluded.value),
result AS (
    INSERT INTO run_result (run_id, attempt, facts, absent)
    SELECT c.id, :attempt, :facts::jsonb, :absent::jsonb FROM counted c),
offered AS MATERIALIZED (
    SELECT c.id AS run_id, a.name, a.kind::artifact_kind AS kind, f.sha256, f.byte_count, a.step
    FROM counted c
    CROSS JOIN unnest(:artifact_names::text[], :artifact_kinds::text[], :artifact_digests::text[], :artifact_steps::bigint[])
        AS a (name, kind, digest, step)
    JOIN file f ON f.sha256 = decode(a.digest, 'hex')),
newest AS MATERIALIZED (
    SELECT k.name FROM (
        SELECT name, :attempt::int AS attempt, step FROM offered WHERE kind = 'checkpoint'
        UNION ALL
        SELECT p.name, p.attempt, p.step FROM counted c JOIN run_artifact p ON p.run_id = c.id
        WHERE p.kind = 'checkpoint' AND NOT EXISTS (SELECT FROM offered o WHERE o.name = p.name)) k
    ORDER BY k.attempt DESC NULLS LAST, k.step DESC, k.name DESC LIMIT 1),
kept AS (
    INSERT INTO run_artifact (run_id, name, kind, sha256, byte_count, attempt, step)
    SELECT o.run_id, o.name, o.kind, o.sha256, o.byte_count, :attempt, o.step FROM offered o
    WHERE o.kind <> 'checkpoint' OR o.name = (SELECT name FROM newest)
    ON CONFLICT ON CONSTRAINT run_artifact_pk DO UPDATE
    SET kind = excluded.kind, sha256 = excluded.sha256, byte_count = excluded.byte_count, attempt = excluded.attempt,
        step = excluded.step, created_at = now()),
superseded AS (
    DELETE FROM run_artifact p USING counted c
    WHERE p.run_id = c.id AND p.kind = 'checkpoint' AND p.name <> (SELECT name FROM newest)
        AND NOT EXISTS (SELECT FROM offered o WHERE o.name = p.name AND o.kind <> 'checkpoint'))
SELECT outcome::job_state AS state FROM ended
