-- A stretch of a metric's history by time: every value where they fit, otherwise buckets of equal width in milliseconds.
-- Parameters, rows and numbers as in metric_by_step.sql; low and high are milliseconds since 1970. Buckets divide the time from the first
-- step's value to the last step's; what a clock put outside of it is in the first or last bucket. Stored stretches of 128 steps that lie
-- within are taken whole where there are at least as many as points; of all others the values are read.
-- Index: run_metric_pk, run_metric_stretch_pk. Planned anew for each execution. Budget: the metric's stretches, and the values of those that
-- are needed and of the steps 0 to 127: points + 1 where they fit, at most 128 a bucket otherwise; 1 a bucket.
WITH ends AS MATERIALIZED (
    SELECT
        greatest(:low::bigint, (SELECT timestamp_ms FROM run_metric WHERE run_id = :run::text::uuid AND key = :key
            ORDER BY step, timestamp_ms LIMIT 1)) AS low,
        least(:high::bigint, (SELECT timestamp_ms FROM run_metric WHERE run_id = :run::text::uuid AND key = :key
            ORDER BY step DESC, timestamp_ms DESC LIMIT 1)) AS high),
touched AS MATERIALIZED (
    SELECT *, first_ms >= :low::bigint AND last_ms <= :high::bigint AS is_within
    FROM run_metric_stretch
    WHERE run_id = :run::text::uuid AND key = :key AND first_ms <= :high::bigint AND last_ms >= :low::bigint),
few AS MATERIALIZED (
    SELECT m.step, m.timestamp_ms, m.value
    FROM (SELECT stretch FROM touched UNION ALL SELECT 0) t
    CROSS JOIN LATERAL (
        -- Apart (OFFSET 0): one short scan of the index for each stretch.
        SELECT step, timestamp_ms, value FROM run_metric
        WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN t.stretch << 7 AND (t.stretch << 7) + 127
            AND timestamp_ms BETWEEN :low::bigint AND :high::bigint
        OFFSET 0) m
    LIMIT :points::bigint + 1),
fits AS MATERIALIZED (SELECT count(*) <= :points::bigint AS whole FROM few),
grain AS MATERIALIZED (
    SELECT low::double precision AS origin, greatest(high::double precision - low::double precision, 1) * 1.0000001 AS width,
        (SELECT count(*) FROM touched WHERE is_within) >= :points::bigint AS is_coarse
    FROM ends WHERE NOT (SELECT whole FROM fits)),
pieces AS MATERIALIZED (
    SELECT t.stretch << 7 AS first, (t.stretch << 7) + 127 AS last
    FROM grain g CROSS JOIN (SELECT stretch, is_within FROM touched UNION ALL SELECT 0, false) t WHERE NOT (g.is_coarse AND t.is_within)),
parts AS (
    SELECT m.step AS first_step, m.step AS last_step, m.timestamp_ms AS first_ms, m.timestamp_ms AS last_ms, 1 AS value_count,
        CASE WHEN m.value = 'NaN' THEN 0 ELSE 1 END AS number_count, nullif(m.value, 'NaN') AS minimum, nullif(m.value, 'NaN') AS maximum,
        CASE WHEN m.value > -1e290 AND m.value < 1e290 THEN 1 ELSE 0 END AS tame_count,
        CASE WHEN m.value > -1e290 AND m.value < 1e290 THEN m.value ELSE 0 END AS tame_sum,
        width_bucket(m.timestamp_ms::double precision - g.origin, 0, g.width, :points::bigint::int) AS bucket
    FROM grain g CROSS JOIN pieces p
    CROSS JOIN LATERAL (
        -- Apart (OFFSET 0): one short scan of the index for each piece.
        SELECT step, timestamp_ms, value FROM run_metric
        WHERE run_id = :run::text::uuid AND key = :key AND step BETWEEN p.first AND p.last
            AND timestamp_ms BETWEEN :low::bigint AND :high::bigint
        OFFSET 0) m
    UNION ALL
    SELECT s.first_step, s.last_step, s.first_ms, s.last_ms, s.value_count, s.number_count, s.minimum, s.maximum, s.tame_count, s.tame_sum,
        width_bucket(s.first_ms::double precision - g.origin, 0, g.width, :points::bigint::int)
    FROM grain g
    JOIN touched s ON s.is_within
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
ORDER BY first_ms, first_step, last
