-- Gives ended jobs without a result another try, and makes scheduled ones ready: a person knows that the cause is gone. Attempts are numbered on, a
-- checkpoint is gone on from, failures and losses count from nothing, a closed search is open again, and so is
-- the newest budget of the job's or the sweep's own that closed with it: nothing runs unbudgeted for being tried again.
-- Parameters: jobs bigint[], max_failures smallint, max_losses smallint. Rows: the jobs that are ready now.
-- Locks: the live rows in the order of their numbers, the final rows, the runs', searches' and budgets' rows. Index: job_live_pk, job_final_pk, run_pk,
-- search_pk. Budget: 3 rows a job, and the closed budgets, which are few.
WITH held AS MATERIALIZED (
    SELECT id FROM job_live WHERE id = ANY (:jobs::bigint[]) AND state = 'scheduled' ORDER BY id FOR UPDATE),
hastened AS (
    UPDATE job_live l SET state = 'ready', runs_at = NULL FROM held WHERE l.id = held.id RETURNING l.id),
ended AS (
    DELETE FROM job_final WHERE id = ANY (:jobs::bigint[]) AND state IN ('failed', 'cancelled', 'dead') RETURNING id, attempt),
again AS (
    INSERT INTO job_live (id, rank, class_id, state, attempt, max_failures, max_losses)
    SELECT e.id, (extract(epoch FROM j.created_at) * 1000)::bigint - j.priority::bigint * 60000, j.class_id, 'ready', e.attempt,
        :max_failures, :max_losses
    FROM ended e JOIN job j ON j.id = e.id
    RETURNING id),
reopened AS (
    UPDATE run r
    SET status = 'scheduled', started_at = NULL, ended_at = NULL, failure_code = NULL, failure_message = NULL, end_reason = NULL
    FROM ended e JOIN job j ON j.id = e.id WHERE r.id = j.run_id),
searched AS (UPDATE search s SET closed_at = NULL FROM ended e JOIN job j ON j.id = e.id WHERE s.sweep_id = j.sweep_id),
budgeted AS (
    UPDATE budget b SET closed_at = NULL WHERE b.id IN (
        SELECT max(o.id) FROM ended e JOIN job j ON j.id = e.id
        JOIN budget o ON (o.scope = 'job' AND o.subject = e.id) OR (o.scope = 'sweep' AND o.subject = j.sweep_id)
        GROUP BY o.scope, o.subject HAVING bool_and(o.closed_at IS NOT NULL)))
SELECT id FROM hastened UNION ALL SELECT id FROM again
