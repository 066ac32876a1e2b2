-- A file's size and name; notes that somebody wants it, so that it is not dropped meanwhile.
-- Parameters: sha256 text. Rows: one or none. Locks: the file's row: one that is being dropped is waited for and then gone, which a plain read
-- would miss. Index: file_pk; within the hour used_at stays as it is, so the update is HOT. Budget: 1 row.
UPDATE file SET used_at = CASE WHEN used_at < now() - interval '1 hour' THEN now() ELSE used_at END
WHERE sha256 = decode(:sha256, 'hex')
RETURNING byte_count, name
