-- Experiments with their tags, the newest first. Parameters: before bigint or null, count int. Index: experiment_pk backwards. Budget: count rows.
SELECT e.id, e.name, e.lifecycle_stage, e.created_at, e.updated_at,
    coalesce((SELECT jsonb_object_agg(t.key, t.value) FROM experiment_tag t WHERE t.experiment_id = e.id), '{}') AS tags
FROM experiment e
WHERE :before::bigint IS NULL OR e.id < :before::bigint
ORDER BY e.id DESC LIMIT :count
