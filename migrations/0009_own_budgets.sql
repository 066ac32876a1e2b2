-- A budget that belongs to one job or one sweep is closed when the last of its jobs is final: nothing can count against it any more.
--
-- Whatever makes a job final inserts it into `job_final` (finish, fail, cancel, reap); none can forget this. Two last jobs of a sweep that end at
-- the same time each see the other as live until the first has committed: the lock on the budget makes the second wait, and what it looks at then
-- is newer than its wait (a statement of a function that is VOLATILE has a snapshot of its own in READ COMMITTED).
-- All budgets that settling the same attempts locks are locked here too, in the order of their numbers, whichever trigger comes first.
CREATE FUNCTION close_own_budgets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint[];
BEGIN
    SELECT array_agg(o.id) INTO own FROM (
        SELECT b.id FROM ended e JOIN budget b ON b.scope = 'job' AND b.subject = e.id AND b.closed_at IS NULL
        UNION
        SELECT b.id FROM ended e JOIN job j ON j.id = e.id
        JOIN budget b ON b.scope = 'sweep' AND b.subject = j.sweep_id AND b.closed_at IS NULL) o;
    IF own IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM budget
    WHERE id = ANY (own) OR id IN (SELECT r.budget_id FROM ended e JOIN reservation r ON r.job_id = e.id)
    ORDER BY id FOR UPDATE;
    -- From the newest job down: those that were claimed last are the likeliest to be alive.
    UPDATE budget b SET closed_at = now()
    WHERE b.id = ANY (own) AND b.closed_at IS NULL
        AND (b.scope = 'job' OR (
            SELECT l.id FROM job j JOIN job_live l ON l.id = j.id WHERE j.sweep_id = b.subject
            ORDER BY j.sweep_id DESC, j.id DESC LIMIT 1) IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER job_final_closes_budgets AFTER INSERT ON job_final
    REFERENCING NEW TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION close_own_budgets();

-- Those that were left open.
UPDATE budget b SET closed_at = now()
WHERE b.closed_at IS NULL AND (
    (b.scope = 'job' AND EXISTS (SELECT FROM job_final f WHERE f.id = b.subject))
    OR (b.scope = 'sweep' AND EXISTS (SELECT FROM job j WHERE j.sweep_id = b.subject)
        AND NOT EXISTS (SELECT FROM job j JOIN job_live l ON l.id = j.id WHERE j.sweep_id = b.subject)));
