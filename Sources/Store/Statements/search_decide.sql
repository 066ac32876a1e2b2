-- Stores what was decided about runs at rungs, and stops those that do not go on: a running one is told with its next heartbeat, one that waits is done
-- with what it has.
-- Parameters: sweep bigint; arrays of one element a decision: jobs bigint[], rungs int[], steps bigint[], values double precision[], positions int[],
-- ranks int[], cuts double precision[], continues boolean[], reasons text[].
-- Rows: the jobs that ended. Locks: the stopped jobs' live rows in the order of their numbers; the caller holds the search's row.
-- Index: search_decision_pk, job_live_pk, job_pk, run_pk. Budget: 1 row a decision, 4 a stopped job.
WITH decided AS (
    SELECT * FROM unnest(:jobs::bigint[], :rungs::int[], :steps::bigint[], :values::double precision[], :positions::int[], :ranks::int[],
        :cuts::double precision[], :continues::boolean[], :reasons::text[])
        AS d (job_id, rung, step, value, position, rank, cut, continues, reason)),
stored AS (
    INSERT INTO search_decision (job_id, rung, sweep_id, position, step, value, rank, cut, continues)
    SELECT job_id, rung, :sweep, position, step, value, rank, cut, continues FROM decided),
held AS MATERIALIZED (
    SELECT l.id, l.state, l.attempt, l.failures, l.losses, d.reason FROM job_live l JOIN decided d ON d.job_id = l.id AND NOT d.continues
    ORDER BY l.id FOR UPDATE OF l),
told AS (UPDATE job_live l SET stop_reason = held.reason FROM held WHERE l.id = held.id AND held.state = 'running'),
ended AS (DELETE FROM job_live l USING held WHERE l.id = held.id AND held.state <> 'running'),
final AS (
    INSERT INTO job_final (id, state, attempt, failures, losses, finished_at)
    SELECT id, 'done', attempt, failures, losses, now() FROM held WHERE state <> 'running'),
settled AS (
    UPDATE run r SET status = 'finished', ended_at = now(), end_reason = h.reason
    FROM held h JOIN job j ON j.id = h.id WHERE r.id = j.run_id AND h.state <> 'running')
SELECT id FROM held WHERE state <> 'running'
