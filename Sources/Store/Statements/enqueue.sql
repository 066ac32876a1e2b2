-- Stores jobs with their runs, ready to be claimed.
-- Parameters: arrays of one element a job: runs text[] (32 digits), names text[], configurations jsonb[], classes int[], seconds_p90 double precision[],
-- estimates jsonb[] (null without one); for all: experiment bigint, sweep bigint or null, priority smallint, advance_ms bigint, memory_mib int or null, time_limit_s int, max_failures smallint, max_losses
-- smallint, tags jsonb; stored files that they use, each with the position of its job from 1: file_positions bigint[], file_digests text[];
-- runs whose files they use: parent_positions bigint[], parents text[], relations text[].
-- Rows: the jobs' numbers in order. Budget: five rows a job and one an estimate, parameter, tag, file and parent.
WITH wanted AS (
    SELECT w.run::uuid AS run_id, w.name, w.configuration, w.class_id, w.seconds_p90, w.estimate, w.position
    FROM unnest(:runs::text[], :names::text[], :configurations::jsonb[], :classes::int[], :seconds_p90::double precision[], :estimates::jsonb[])
        WITH ORDINALITY AS w (run, name, configuration, class_id, seconds_p90, estimate, position)),
numbered AS MATERIALIZED (SELECT *, nextval('job_id_sequence') AS id FROM (SELECT * FROM wanted ORDER BY position) o),
runs AS (
    INSERT INTO run (id, experiment_id, name, status, job_id, sweep_id, configuration)
    SELECT run_id, :experiment, name, 'scheduled', id, :sweep, configuration FROM numbered),
parameters AS (
    INSERT INTO run_parameter (run_id, key, value)
    SELECT n.run_id, p.key, p.value FROM numbered n CROSS JOIN LATERAL jsonb_each_text(n.configuration) AS p (key, value)),
tags AS (
    INSERT INTO run_tag (run_id, key, value)
    SELECT n.run_id, t.key, t.value FROM numbered n CROSS JOIN LATERAL jsonb_each_text(:tags::jsonb) AS t (key, value)),
jobs AS (
    INSERT INTO job (id, run_id, sweep_id, class_id, configuration, priority, memory_mib, time_limit_s, seconds_p90)
    SELECT id, run_id, :sweep, class_id, configuration, :priority, :memory_mib, :time_limit_s, seconds_p90 FROM numbered),
estimated AS (
    INSERT INTO cost_estimate (job_id, seconds_p10, seconds_p50, seconds_p90, widening, inputs, formula_version, seed)
    SELECT id, (estimate #>> '{seconds,p10}')::double precision, (estimate #>> '{seconds,p50}')::double precision,
        (estimate #>> '{seconds,p90}')::double precision, (estimate ->> 'widening')::double precision, estimate,
        estimate ->> 'formula_version', (estimate ->> 'seed')::bigint
    FROM numbered WHERE estimate IS NOT NULL),
files AS (
    INSERT INTO run_file (run_id, sha256)
    SELECT DISTINCT n.run_id, decode(f.digest, 'hex') FROM unnest(:file_positions::bigint[], :file_digests::text[]) AS f (position, digest)
    JOIN numbered n ON n.position = f.position),
lineage AS (
    INSERT INTO run_lineage (run_id, parent_run_id, relation)
    SELECT DISTINCT n.run_id, p.parent::uuid, p.relation::lineage_relation
    FROM unnest(:parent_positions::bigint[], :parents::text[], :relations::text[]) AS p (position, parent, relation)
    JOIN numbered n ON n.position = p.position),
live AS (
    INSERT INTO job_live (id, rank, class_id, state, max_failures, max_losses)
    SELECT id, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - :advance_ms, class_id, 'ready', :max_failures, :max_losses
    FROM numbered)
SELECT id FROM numbered ORDER BY position
