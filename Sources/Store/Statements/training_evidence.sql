-- Finished training runs in which every layer learned, with what a step took and their worker's machine, the newest first: what estimates of training
-- go by. A step's time is the batch over the median of the reported rates, waiting for data included. The shape of an image is the data's.
-- Parameters: limit int. Rows: one a run. Index: run_newest, run_metric_pk, run_result_pk, run_tag_pk, worker_name_unique.
-- Budget: four rows a run and its rates (one a report, hundreds).
SELECT replace(r.id::text, '-', '') AS run_id, r.configuration, w.name AS worker, w.host, w.machine,
    s.facts #> '{data,shape}' AS shape, (r.configuration ->> 'batch')::double precision / m.rate AS step_s
FROM run r
JOIN run_result s ON s.run_id = r.id AND jsonb_typeof(s.facts #> '{data,shape}') = 'array'
JOIN run_tag t ON t.run_id = r.id AND t.key = 'worker'
JOIN worker w ON w.name = t.value
CROSS JOIN LATERAL (
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY v.value) AS rate
    FROM run_metric v
    WHERE v.run_id = r.id AND v.key = 'images_per_second' AND v.value > 0 AND v.value < 'Infinity') m
WHERE r.lifecycle_stage = 'active' AND r.status = 'finished' AND r.configuration ->> 'kind' = 'train'
    AND r.configuration ->> 'recipe' IN ('scratch', 'transfer_full')
    AND m.rate IS NOT NULL
ORDER BY r.created_at DESC, r.id
LIMIT :limit
