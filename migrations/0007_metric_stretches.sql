-- Metrics in stretches of 128 steps, so that a curve of a million values is drawn from some thousand rows.
--
-- Kept by triggers, whichever statement writes or drops metrics. The stretch of the steps 0 to 127 is never stored: benchmarks and clients
-- without steps log there, and would pay for rows that nobody reads. NaN is in no number but value_count; the sum is of what is between
-- -1e290 and 1e290, so that it cannot overflow.

CREATE TABLE run_metric_stretch (
    run_id uuid NOT NULL,
    key text NOT NULL,
    stretch bigint NOT NULL,           -- step >> 7
    first_step bigint NOT NULL,
    last_step bigint NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    value_count int NOT NULL,
    number_count int NOT NULL,
    minimum double precision,
    maximum double precision,
    tame_count int NOT NULL,
    tame_sum double precision NOT NULL,
    CONSTRAINT run_metric_stretch_pk PRIMARY KEY (run_id, key, stretch),
    CONSTRAINT run_metric_stretch_run_fk FOREIGN KEY (run_id) REFERENCES run (id),
    CONSTRAINT run_metric_stretch_not_first CHECK (stretch <> 0)
) WITH (fillfactor = 80);

INSERT INTO run_metric_stretch
SELECT run_id, key, step >> 7, min(step), max(step), min(timestamp_ms), max(timestamp_ms), count(*), count(nullif(value, 'NaN')),
    min(nullif(value, 'NaN')), max(nullif(value, 'NaN')), count(*) FILTER (WHERE value > -1e290 AND value < 1e290),
    coalesce(sum(value) FILTER (WHERE value > -1e290 AND value < 1e290), 0)
FROM run_metric WHERE step >> 7 <> 0
GROUP BY run_id, key, step >> 7;

-- In the order of the key, so that two writers of one run never wait for each other in a circle.
CREATE FUNCTION stretch_metrics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fresh WHERE step >> 7 <> 0) THEN
        RETURN NULL;
    END IF;
    INSERT INTO run_metric_stretch AS s
    SELECT run_id, key, step >> 7, min(step), max(step), min(timestamp_ms), max(timestamp_ms), count(*), count(nullif(value, 'NaN')),
        min(nullif(value, 'NaN')), max(nullif(value, 'NaN')), count(*) FILTER (WHERE value > -1e290 AND value < 1e290),
        coalesce(sum(value) FILTER (WHERE value > -1e290 AND value < 1e290), 0)
    FROM fresh WHERE step >> 7 <> 0
    GROUP BY run_id, key, step >> 7
    ORDER BY run_id, key, step >> 7
    ON CONFLICT ON CONSTRAINT run_metric_stretch_pk DO UPDATE
    SET first_step = least(s.first_step, excluded.first_step), last_step = greatest(s.last_step, excluded.last_step),
        first_ms = least(s.first_ms, excluded.first_ms), last_ms = greatest(s.last_ms, excluded.last_ms),
        value_count = s.value_count + excluded.value_count, number_count = s.number_count + excluded.number_count,
        minimum = least(s.minimum, excluded.minimum), maximum = greatest(s.maximum, excluded.maximum),
        tame_count = s.tame_count + excluded.tame_count, tame_sum = s.tame_sum + excluded.tame_sum;
    RETURN NULL;
END $$;
CREATE TRIGGER metrics_stretched AFTER INSERT ON run_metric REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION stretch_metrics();

-- What is dropped goes out of its stretches, which are made anew from what is left: a job that starts again, or goes on from a checkpoint.
CREATE FUNCTION restretch_metrics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM gone WHERE step >> 7 <> 0) THEN
        RETURN NULL;
    END IF;
    DELETE FROM run_metric_stretch s USING (SELECT DISTINCT run_id, key, step >> 7 AS stretch FROM gone) g
    WHERE s.run_id = g.run_id AND s.key = g.key AND s.stretch = g.stretch;
    INSERT INTO run_metric_stretch
    SELECT m.run_id, m.key, g.stretch, min(m.step), max(m.step), min(m.timestamp_ms), max(m.timestamp_ms), count(*),
        count(nullif(m.value, 'NaN')), min(nullif(m.value, 'NaN')), max(nullif(m.value, 'NaN')),
        count(*) FILTER (WHERE m.value > -1e290 AND m.value < 1e290),
        coalesce(sum(m.value) FILTER (WHERE m.value > -1e290 AND m.value < 1e290), 0)
    FROM (SELECT DISTINCT run_id, key, step >> 7 AS stretch FROM gone WHERE step >> 7 <> 0) g
    JOIN run_metric m ON m.run_id = g.run_id AND m.key = g.key AND m.step BETWEEN g.stretch << 7 AND (g.stretch << 7) + 127
    GROUP BY m.run_id, m.key, g.stretch;
    RETURN NULL;
END $$;
CREATE TRIGGER metrics_restretched AFTER DELETE ON run_metric REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION restretch_metrics();
