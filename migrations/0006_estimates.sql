-- What was estimated when jobs were submitted, kept with everything that went in, so that it can be held against what happened.

CREATE TABLE cost_estimate (
    job_id bigint NOT NULL,
    seconds_p10 double precision NOT NULL,     -- before widening: the next widening is found from these
    seconds_p50 double precision NOT NULL,
    seconds_p90 double precision NOT NULL,
    widening double precision NOT NULL,        -- what is stated lies between p10 / widening and p90 * widening
    inputs jsonb NOT NULL,                     -- the whole estimate: the group of earlier attempts and their number, the dearest workers' prices
    formula_version text NOT NULL,
    seed bigint,                               -- null: nothing in it is random
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cost_estimate_pk PRIMARY KEY (job_id),
    CONSTRAINT cost_estimate_job_fk FOREIGN KEY (job_id) REFERENCES job (id),
    CONSTRAINT cost_estimate_ascending CHECK (0 < seconds_p10 AND seconds_p10 <= seconds_p50 AND seconds_p50 <= seconds_p90),
    CONSTRAINT cost_estimate_widened CHECK (widening >= 1)
);
CREATE INDEX cost_estimate_by_time ON cost_estimate (created_at);

-- First attempts alone tell how long a job takes: later ones may have begun at a checkpoint.
CREATE INDEX attempt_whole ON attempt (ended_at) WHERE outcome = 'done' AND number = 1;

-- When the coordinator's log told that four fifths of a budget are used up; null again once less than seven tenths are.
ALTER TABLE budget ADD COLUMN told_at timestamptz;
