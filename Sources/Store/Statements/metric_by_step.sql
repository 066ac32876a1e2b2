-- A stretch of a metric's history by step: every value where they fit, otherwise buckets of equal width in steps.
-- Parameters: run text, key text, low bigint, high bigint (steps, both included), points bigint (how many fit, and how many buckets).
-- Rows: one a value (is_point) or bucket, in order; none without values. NaN is counted and in no other number; the mean is of what is
-- between -1e290 and 1e290; `last` is the value at the bucket's greatest step. Buckets of at least 128 steps are made of stored stretches
-- of 128 and of the values at both ends, so that a stretch is wholly in one bucket.
-- Index: run_metric_pk, which has every column: the table is not read where it has been vacuumed; run_metric_stretch_pk. Planned anew for
-- each execution. Budget: points + 1 values where they fit; otherwise 128 values a bucket, or the stretches and 384 values; 1 a bucket.
WITH ends AS MATERIALIZED (
    SELECT
        (SELECT min(step) FROM run_metric WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN :low::bigint AND :high::bigint) AS low,
        (SELECT max(step) FROM run_metric WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN :low::bigint AND :high::bigint) AS high),
few AS MATERIALIZED (
    SELECT step, timestamp_ms, value FROM run_metric
    WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN :low::bigint AND :high::bigint
    ORDER BY step, timestamp_ms LIMIT :points::bigint + 1),
fits AS MATERIALIZED (SELECT count(*) <= :points::bigint AS whole FROM few),
grain AS MATERIALIZED (
    -- As doubles: the distance of the outermost steps is no bigint.
    SELECT low, high, low::double precision AS origin, greatest(high::double precision - low::double precision, 1) * 1.0000001 AS width,
        (high::double precision - low::double precision) / :points::bigint >= 128 AS is_coarse
    FROM ends WHERE NOT (SELECT whole FROM fits)),
pieces AS MATERIALIZED (
    SELECT low AS first, high AS last FROM grain WHERE NOT is_coarse
    UNION
    SELECT greatest(e.stretch << 7, low), least((e.stretch << 7) + 127, high)
    FROM grain CROSS JOIN LATERAL unnest(ARRAY[low >> 7, high >> 7, 0]) AS e (stretch) WHERE is_coarse),
parts AS (
    SELECT m.step AS first_step, m.step AS last_step, m.timestamp_ms AS first_ms, m.timestamp_ms AS last_ms, 1 AS value_count,
        CASE WHEN m.value = 'NaN' THEN 0 ELSE 1 END AS number_count, nullif(m.value, 'NaN') AS minimum, nullif(m.value, 'NaN') AS maximum,
        CASE WHEN m.value > -1e290 AND m.value < 1e290 THEN 1 ELSE 0 END AS tame_count,
        CASE WHEN m.value > -1e290 AND m.value < 1e290 THEN m.value ELSE 0 END AS tame_sum,
        width_bucket(m.step::double precision - g.origin, 0, g.width, :points::bigint::int) AS bucket
    FROM grain g CROSS JOIN pieces p
    CROSS JOIN LATERAL (
        -- Apart (OFFSET 0): one short scan of the index for each piece.
        SELECT step, timestamp_ms, value FROM run_metric
        WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN p.first AND p.last
        OFFSET 0) m
    UNION ALL
    SELECT s.first_step, s.last_step, s.first_ms, s.last_ms, s.value_count, s.number_count, s.minimum, s.maximum, s.tame_count, s.tame_sum,
        width_bucket(s.first_step::double precision - g.origin, 0, g.width, :points::bigint::int)
    FROM grain g
    JOIN run_metric_stretch s ON s.run_id = :run::text::uuid AND s.key = :key AND s.stretch > g.low >> 7 AND s.stretch < g.high >> 7
    WHERE g.is_coarse)
SELECT true AS is_point, step AS first_step, step AS last_step, timestamp_ms AS first_ms, timestamp_ms AS last_ms, 1::bigint AS count,
    0::bigint AS nan_count, value AS min, value AS max, value AS mean, value AS last
FROM few WHERE (SELECT whole FROM fits)
UNION ALL
SELECT false, b.first_step, b.last_step, b.first_ms, b.last_ms, b.count, b.count - b.numbers, b.min, b.max, b.mean, l.value
FROM (
    SELECT min(first_step) AS first_step, max(last_step) AS last_step, min(first_ms) AS first_ms, max(last_ms) AS last_ms,
        sum(value_count) AS count, sum(number_count) AS numbers, min(minimum) AS min, max(maximum) AS max,
        sum(tame_sum) / nullif(sum(tame_count), 0)::double precision AS mean
    FROM parts GROUP BY bucket) b
CROSS JOIN LATERAL (
    SELECT m.value FROM run_metric m
    WHERE m.run_id = :run::text::uuid AND m.key = :key AND m.step = b.last_step AND m.timestamp_ms <= b.last_ms
    ORDER BY m.timestamp_ms DESC, m.value DESC LIMIT 1) l
ORDER BY first_step, first_ms, last
