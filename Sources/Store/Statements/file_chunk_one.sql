-- A piece of a file. Parameters: sha256 text, number int. Rows: one or none. Index: file_chunk_pk. Budget: 1 row.
SELECT bytes FROM file_chunk WHERE sha256 = decode(:sha256, 'hex') AND number = :number
