-- What machines cost, what attempts cost, and the budgets that claims keep.
--
-- Money is a whole number of nano-dollars. A claim reserves what the attempt will probably cost, in the same statement and under the lock
-- of the budget's row, so that claims at once can never promise the same dollar twice; whatever ends the attempt writes its bill and gives
-- the rest back. A job that its budget cannot pay is `blocked` until there is money again.

CREATE TYPE budget_scope AS ENUM ('job', 'sweep', 'experiment', 'month');
CREATE TYPE cost_basis AS ENUM ('marginal', 'full');

-- host: which machine the worker says it is, as `device:attic` or `aws/g4dn.xlarge/us-east-1/spot`; the rates are what that costs an hour
-- while it works, by the coordinator's pricing; null while unknown: a device without a price has a marginal rate alone.
ALTER TABLE worker
    ADD COLUMN host text,
    ADD COLUMN rate_marginal bigint,
    ADD COLUMN rate_full bigint,
    ADD COLUMN rate_source text,
    ADD COLUMN rated_at timestamptz,
    ADD CONSTRAINT worker_rate_whole CHECK (
        (rate_marginal IS NULL) = (rate_source IS NULL) AND (rate_full IS NULL OR rate_marginal IS NOT NULL)
        AND rate_marginal >= 0 AND rate_full >= rate_marginal);

-- seconds_p90: how long an attempt will take with probability 0.9, by the estimate at submission; null without one.
ALTER TABLE job
    ADD COLUMN seconds_p90 double precision,
    ADD CONSTRAINT job_seconds_positive CHECK (seconds_p90 > 0);

-- What the job wanted to reserve when it was blocked for want of money.
ALTER TABLE job_live ADD COLUMN wanted bigint;
CREATE INDEX job_live_blocked ON job_live (rank, id) WHERE state = 'blocked';

CREATE TABLE budget (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    scope budget_scope NOT NULL,
    subject bigint NOT NULL,           -- the job's, sweep's or experiment's number; 0 for a month
    basis cost_basis NOT NULL,
    limit_amount bigint NOT NULL,
    spent bigint NOT NULL DEFAULT 0,   -- in the period, for a month
    reserved bigint NOT NULL DEFAULT 0,
    period date NOT NULL DEFAULT '-infinity',   -- the month that `spent` belongs to
    warned_at timestamptz,             -- when four fifths were spent
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    CONSTRAINT budget_pk PRIMARY KEY (id),
    CONSTRAINT budget_limit_positive CHECK (limit_amount > 0),
    CONSTRAINT budget_reserved_not_negative CHECK (reserved >= 0),
    CONSTRAINT budget_month_has_no_subject CHECK (scope <> 'month' OR subject = 0)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX budget_open ON budget (scope, subject) WHERE closed_at IS NULL;

-- The money that a running attempt holds of each of its budgets.
CREATE TABLE reservation (
    job_id bigint NOT NULL,
    attempt int NOT NULL,
    budget_id bigint NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT reservation_pk PRIMARY KEY (job_id, attempt, budget_id),
    CONSTRAINT reservation_budget_fk FOREIGN KEY (budget_id) REFERENCES budget (id),
    CONSTRAINT reservation_not_negative CHECK (amount >= 0)
) WITH (fillfactor = 70);

-- The price of the machine when the attempt was claimed; absent where it was unknown.
CREATE TABLE attempt_rate (
    job_id bigint NOT NULL,
    attempt int NOT NULL,
    host text NOT NULL,
    rate_marginal bigint NOT NULL,
    rate_full bigint,
    rate_source text NOT NULL,
    CONSTRAINT attempt_rate_pk PRIMARY KEY (job_id, attempt)
);

-- What an attempt really cost: its seconds at the price of its claim; written once with the attempt, absent where the price was unknown.
CREATE TABLE bill (
    job_id bigint NOT NULL,
    attempt int NOT NULL,
    seconds double precision NOT NULL,
    marginal bigint NOT NULL,
    full_cost bigint,                  -- null where the machine's full price was unknown
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bill_pk PRIMARY KEY (job_id, attempt),
    CONSTRAINT bill_attempt_fk FOREIGN KEY (job_id, attempt) REFERENCES attempt (job_id, number)
);
CREATE INDEX bill_by_time ON bill (created_at);

-- Every statement that ends attempts inserts them into `attempt`; this writes their bills and settles their budgets, whichever it was.
-- Budgets are locked in the order of their numbers, as the claim does.
CREATE FUNCTION settle_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bill (job_id, attempt, seconds, marginal, full_cost)
    SELECT e.job_id, e.number, t.seconds, ceil(r.rate_marginal * t.seconds / 3600), ceil(r.rate_full * t.seconds / 3600)
    FROM ended e
    JOIN attempt_rate r ON r.job_id = e.job_id AND r.attempt = e.number
    CROSS JOIN LATERAL (SELECT greatest(extract(epoch FROM e.ended_at - e.started_at)::double precision, 0) AS seconds) t;
    IF NOT EXISTS (SELECT FROM ended e JOIN reservation r ON r.job_id = e.job_id AND r.attempt = e.number) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM budget WHERE id IN (
        SELECT r.budget_id FROM ended e JOIN reservation r ON r.job_id = e.job_id AND r.attempt = e.number)
    ORDER BY id FOR UPDATE;
    UPDATE budget b
    SET reserved = b.reserved - x.held,
        spent = CASE WHEN b.scope = 'month' AND b.period < date_trunc('month', now())::date THEN 0 ELSE b.spent END + x.cost,
        period = CASE WHEN b.scope = 'month' THEN date_trunc('month', now())::date ELSE b.period END,
        warned_at = CASE WHEN b.spent + x.cost >= b.limit_amount * 0.8 THEN coalesce(b.warned_at, now()) END
    FROM (
        SELECT r.budget_id, sum(r.amount) AS held, sum(CASE g.basis WHEN 'marginal' THEN l.marginal ELSE l.full_cost END) AS cost
        FROM ended e
        JOIN reservation r ON r.job_id = e.job_id AND r.attempt = e.number
        JOIN budget g ON g.id = r.budget_id
        JOIN bill l ON l.job_id = e.job_id AND l.attempt = e.number
        GROUP BY r.budget_id) x
    WHERE b.id = x.budget_id;
    DELETE FROM reservation r USING ended e WHERE r.job_id = e.job_id AND r.attempt = e.number;
    RETURN NULL;
END $$;
CREATE TRIGGER attempt_settled AFTER INSERT ON attempt REFERENCING NEW TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION settle_attempts();

-- The open budgets that a job counts against.
CREATE VIEW job_budget AS
SELECT j.id AS job_id, b.id AS budget_id, b.basis
FROM job j
JOIN run r ON r.id = j.run_id
JOIN budget b ON b.closed_at IS NULL AND (
    (b.scope = 'job' AND b.subject = j.id) OR (b.scope = 'sweep' AND b.subject = j.sweep_id)
    OR (b.scope = 'experiment' AND b.subject = r.experiment_id) OR b.scope = 'month');

-- What is left of each open budget, now.
CREATE VIEW budget_left AS
SELECT id, limit_amount - reserved - CASE WHEN scope = 'month' AND period < date_trunc('month', now())::date THEN 0 ELSE spent END AS amount
FROM budget WHERE closed_at IS NULL;
