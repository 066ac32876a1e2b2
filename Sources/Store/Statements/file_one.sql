-- A file's size and name. Parameters: sha256 text. Rows: one or none. Index: file_pk. Budget: 1 row.
SELECT byte_count, name FROM file WHERE sha256 = decode(:sha256, 'hex')
