-- Drops files with their pieces that nothing refers to and that nobody stored or looked for within a day.
-- Parameters: count int. Rows: one with dropped. Locks: the dropped rows. An artifact or a run that came to refer to one meanwhile makes the
-- foreign key refuse the whole statement, which is tried again an hour later.
-- Index: file_unused, run_artifact_of_file, run_file_of_file, file_chunk_pk. Budget: the unused files, count at most, with their pieces.
WITH unused AS MATERIALIZED (
    SELECT f.sha256 FROM file f
    WHERE f.used_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM run_artifact a WHERE a.sha256 = f.sha256)
        AND NOT EXISTS (SELECT FROM run_file r WHERE r.sha256 = f.sha256)
    ORDER BY f.used_at LIMIT :count
    FOR UPDATE SKIP LOCKED),
dropped AS (DELETE FROM file f USING unused u WHERE f.sha256 = u.sha256 RETURNING f.sha256),
pieces AS (DELETE FROM file_chunk c USING dropped d WHERE c.sha256 = d.sha256)
SELECT count(*) AS dropped FROM dropped
