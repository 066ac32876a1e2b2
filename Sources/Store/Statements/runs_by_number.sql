-- A page of active runs ordered by creation or by a metric's latest value, runs without it last.
-- Parameters: filters, each null for any: experiment text, status text, model text, sweep bigint, precision text, batch text; metric text (null: by
-- creation), sign double precision (1 ascending, −1 descending), and where the last page ended: after_run text (null: first page),
-- after_missing boolean, after_key double precision; count int. Rows: runs with their sort key.
-- Index: run_latest_metric_pk, run_newest. Budget: the runs that pass the filters, then one page's metrics, tags and parameters.
WITH ordered AS (
    SELECT r.id, k.number IS NULL AS missing, coalesce(k.number * :sign::float8, 0) AS key
    FROM run r
    LEFT JOIN run_latest_metric m ON m.run_id = r.id AND m.key = :metric::text
    CROSS JOIN LATERAL (SELECT CASE WHEN :metric::text IS NULL THEN extract(epoch FROM r.created_at)::float8 ELSE m.value END AS number) k
    WHERE r.lifecycle_stage = 'active'
        AND (:experiment::text IS NULL OR r.experiment_id = (SELECT id FROM experiment WHERE name = :experiment::text))
        AND (:status::text IS NULL OR r.status = :status::text::run_status)
        AND (:model::text IS NULL OR r.configuration ->> 'model' = :model::text)
        AND (:sweep::bigint IS NULL OR r.sweep_id = :sweep::bigint)
        AND (:precision::text IS NULL OR r.configuration ->> 'precision' = :precision::text)
        AND (:batch::text IS NULL OR r.configuration ->> 'batch' = :batch::text)),
page AS MATERIALIZED (
    SELECT * FROM ordered o
    WHERE :after_run::text IS NULL
        OR (o.missing, o.key, o.id) > (:after_missing::boolean, :after_key::float8, :after_run::text::uuid)
    ORDER BY missing, key, id LIMIT :count)
SELECT w.*, replace(w.id::text, '-', '') AS run_id, CASE WHEN p.missing THEN NULL ELSE p.key * :sign::float8 END AS sort_number
FROM page p JOIN run_whole w ON w.id = p.id
ORDER BY p.missing, p.key, p.id
