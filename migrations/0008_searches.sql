-- Paused jobs, workers and queues; and searches, whose weak runs are stopped.

-- The new value cannot be used in the transaction that adds it: the constraint names the others.
ALTER TYPE job_state ADD VALUE 'paused' AFTER 'ready';

-- pause_requested: the worker gives the job back with its next heartbeat, and it is paused then. stop_reason: likewise, but what is there
-- is the job's result; the text says why there is no more.
ALTER TABLE job_live
    ADD COLUMN pause_requested boolean NOT NULL DEFAULT false,
    ADD COLUMN stop_reason text,
    DROP CONSTRAINT job_live_is_live,
    ADD CONSTRAINT job_live_is_live CHECK (state NOT IN ('done', 'failed', 'cancelled', 'dead'));

-- Why a run has less than was asked for though nothing failed, for a person; null where it ended by itself.
ALTER TABLE run ADD COLUMN end_reason text;

-- A paused worker gets no more jobs; those that it has go on.
ALTER TABLE worker ADD COLUMN paused_at timestamptz;

-- What is true of the queue as a whole: one row.
CREATE TABLE queue (
    id boolean NOT NULL DEFAULT true,
    paused_at timestamptz,             -- since when no job is handed out; null while jobs are
    CONSTRAINT queue_pk PRIMARY KEY (id),
    CONSTRAINT queue_is_one CHECK (id)
);
INSERT INTO queue DEFAULT VALUES;

-- A sweep that searches: how it decides, as it was submitted.
CREATE TABLE search (
    sweep_id bigint NOT NULL,
    plan jsonb NOT NULL,
    exhausted_at timestamptz,          -- since when no waiting sample starts any more
    exhausted_reason text,
    closed_at timestamptz,             -- when its last job had ended: nothing is left to decide
    CONSTRAINT search_pk PRIMARY KEY (sweep_id),
    CONSTRAINT search_sweep_fk FOREIGN KEY (sweep_id) REFERENCES sweep (id),
    CONSTRAINT search_exhaustion_whole CHECK ((exhausted_at IS NULL) = (exhausted_reason IS NULL))
);
CREATE INDEX search_open ON search (sweep_id) WHERE closed_at IS NULL;

-- What was decided about a run at a rung, once; position: it was the n-th to get there, and was ranked among those n.
CREATE TABLE search_decision (
    job_id bigint NOT NULL,
    rung int NOT NULL,                 -- epochs
    sweep_id bigint NOT NULL,
    position int NOT NULL,
    step bigint NOT NULL,
    value double precision NOT NULL,
    rank int NOT NULL,
    cut double precision,              -- the worst value that went on then; null while too few had come to compare
    continues boolean NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT search_decision_pk PRIMARY KEY (job_id, rung),
    CONSTRAINT search_decision_order UNIQUE (sweep_id, rung, position),
    CONSTRAINT search_decision_job_fk FOREIGN KEY (job_id) REFERENCES job (id),
    CONSTRAINT search_decision_search_fk FOREIGN KEY (sweep_id) REFERENCES search (sweep_id),
    CONSTRAINT search_decision_ranked CHECK (rank BETWEEN 1 AND position)
);

CREATE OR REPLACE VIEW run_whole AS
SELECT r.id, r.experiment_id, r.name, r.status, r.lifecycle_stage, r.job_id, r.sweep_id, r.configuration, r.created_at, r.started_at,
    r.ended_at, r.failure_code, r.failure_message,
    coalesce((SELECT jsonb_object_agg(p.key, p.value) FROM run_parameter p WHERE p.run_id = r.id), '{}') AS parameters,
    coalesce((SELECT jsonb_object_agg(t.key, t.value) FROM run_tag t WHERE t.run_id = r.id), '{}') AS tags,
    coalesce((SELECT jsonb_object_agg(m.key, m.value) FROM run_latest_metric m WHERE m.run_id = r.id), '{}') AS metrics,
    r.end_reason
FROM run r;

CREATE OR REPLACE VIEW job_whole AS
SELECT j.id, j.run_id, j.sweep_id, j.class_id, j.configuration, j.priority, j.created_at,
    coalesce(l.state, f.state) AS state, coalesce(l.attempt, f.attempt) AS attempt,
    coalesce(l.failures, f.failures) AS failures, coalesce(l.losses, f.losses) AS losses,
    coalesce(l.cancel_requested, false) AS cancel_requested, l.progress, l.worker_id, l.claimed_at, l.runs_at, f.finished_at,
    r.failure_code, r.failure_message,
    coalesce(l.pause_requested, false) AS pause_requested, r.end_reason
FROM job j
JOIN run r ON r.id = j.run_id
LEFT JOIN job_live l ON l.id = j.id
LEFT JOIN job_final f ON f.id = j.id;
