-- A page of active runs ordered by name, ascending.
-- Parameters: the filters of runs_by_number.sql; where the last page ended: after_run text (null: first page), after_name text; count int.
-- Rows: runs. Index: none: names are free. Budget: the runs that pass the filters, then one page's metrics, tags and parameters.
WITH page AS MATERIALIZED (
    SELECT r.id, r.name
    FROM run r
    WHERE r.lifecycle_stage = 'active'
        AND (:experiment::text IS NULL OR r.experiment_id = (SELECT id FROM experiment WHERE name = :experiment::text))
        AND (:status::text IS NULL OR r.status = :status::text::run_status)
        AND (:model::text IS NULL OR r.configuration ->> 'model' = :model::text)
        AND (:sweep::bigint IS NULL OR r.sweep_id = :sweep::bigint)
        AND (:precision::text IS NULL OR r.configuration ->> 'precision' = :precision::text)
        AND (:batch::text IS NULL OR r.configuration ->> 'batch' = :batch::text)
        AND (:after_run::text IS NULL OR (r.name, r.id) > (:after_name::text, :after_run::text::uuid))
    ORDER BY r.name, r.id LIMIT :count)
SELECT w.*, replace(w.id::text, '-', '') AS run_id
FROM page p JOIN run_whole w ON w.id = p.id
ORDER BY p.name, p.id
