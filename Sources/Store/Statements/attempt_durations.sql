-- How long attempts took: nearest-rank 10, 50 and 90 % of the seconds of the last 30 days' first attempts with a result, for every group of at
-- least five that agree in kind, model (with input size and classes, as BenchmarkConfiguration.network writes them), batch, precision and engine, and for three coarser ones.
-- Parameters: limit int (the newest so many count). Rows: one a group; a column is null where its group is coarser or the kind has none
-- (a self-test has no model, and its groups are one).
-- Index: attempt_whole, job_pk. Budget: two rows an attempt; 20,000 in about 100 ms, read in the background.
WITH recent AS MATERIALIZED (
    SELECT a.job_id, extract(epoch FROM a.ended_at - a.started_at)::double precision AS seconds
    FROM attempt a
    WHERE a.outcome = 'done' AND a.number = 1 AND a.ended_at > now() - interval '30 days' AND a.ended_at > a.started_at
    ORDER BY a.ended_at DESC LIMIT :limit)
SELECT DISTINCT c.kind, c.model, c.batch, c.precision, c.engine, count(*) AS n,
    percentile_disc(0.1) WITHIN GROUP (ORDER BY r.seconds) AS p10, percentile_disc(0.5) WITHIN GROUP (ORDER BY r.seconds) AS p50,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY r.seconds) AS p90
FROM recent r
JOIN job j ON j.id = r.job_id
CROSS JOIN LATERAL (
    SELECT j.configuration ->> 'kind' AS kind,
        (j.configuration ->> 'model') || coalesce(', input ' || (j.configuration ->> 'input_size'), '')
            || CASE WHEN j.configuration ->> 'kind' = 'benchmark' THEN coalesce(', ' || (j.configuration ->> 'classes') || ' classes', '') ELSE '' END
            AS model, (j.configuration ->> 'batch')::bigint AS batch,
        j.configuration ->> 'precision' AS precision, j.configuration ->> 'engine' AS engine) c
GROUP BY GROUPING SETS (
    (c.kind, c.model, c.batch, c.precision, c.engine), (c.kind, c.model, c.precision, c.engine), (c.kind, c.model), (c.kind))
HAVING count(*) >= 5
