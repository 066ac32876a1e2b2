-- Files that runs made, which stored files runs use, and which run took what from which.

CREATE TYPE artifact_kind AS ENUM ('model', 'weights', 'checkpoint', 'data', 'figure', 'other');
CREATE TYPE lineage_relation AS ENUM ('model', 'weights');

-- When a file was last stored or looked for, to an hour: what nothing refers to is kept for a day after that.
ALTER TABLE file ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX file_unused ON file (used_at);

-- A name that is written again is another file from then on. The foreign key keeps a file while an artifact is made of it.
CREATE TABLE run_artifact (
    run_id uuid NOT NULL,
    name text NOT NULL,
    kind artifact_kind NOT NULL,
    sha256 bytea NOT NULL,
    byte_count bigint NOT NULL,
    attempt int,                       -- NULL for files that a client logs
    step bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT run_artifact_pk PRIMARY KEY (run_id, name),
    CONSTRAINT run_artifact_run_fk FOREIGN KEY (run_id) REFERENCES run (id),
    CONSTRAINT run_artifact_file_fk FOREIGN KEY (sha256) REFERENCES file (sha256),
    CONSTRAINT run_artifact_name_length CHECK (char_length(name) BETWEEN 1 AND 250),
    CONSTRAINT run_artifact_checkpoint_has_step CHECK (kind <> 'checkpoint' OR step IS NOT NULL)
);
CREATE INDEX run_artifact_of_file ON run_artifact (sha256);

-- The stored files that a run's configuration names.
CREATE TABLE run_file (
    run_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT run_file_pk PRIMARY KEY (run_id, sha256),
    CONSTRAINT run_file_run_fk FOREIGN KEY (run_id) REFERENCES run (id),
    CONSTRAINT run_file_file_fk FOREIGN KEY (sha256) REFERENCES file (sha256)
);
CREATE INDEX run_file_of_file ON run_file (sha256);
INSERT INTO run_file (run_id, sha256)
SELECT r.id, f.sha256 FROM run r JOIN file f ON r.configuration ->> 'model' = 'onnx:' || encode(f.sha256, 'hex');

CREATE TABLE run_lineage (
    run_id uuid NOT NULL,
    parent_run_id uuid NOT NULL,
    relation lineage_relation NOT NULL,
    CONSTRAINT run_lineage_pk PRIMARY KEY (run_id, relation, parent_run_id),
    CONSTRAINT run_lineage_run_fk FOREIGN KEY (run_id) REFERENCES run (id),
    CONSTRAINT run_lineage_parent_fk FOREIGN KEY (parent_run_id) REFERENCES run (id),
    CONSTRAINT run_lineage_no_loop CHECK (run_id <> parent_run_id)
);
CREATE INDEX run_lineage_children ON run_lineage (parent_run_id);
