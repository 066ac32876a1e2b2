-- Stores a piece of a file. Parameters: sha256 text, number int, bytes bytea. Index: file_chunk_pk. Budget: 1 row.
INSERT INTO file_chunk (sha256, number, bytes) VALUES (decode(:sha256, 'hex'), :number, :bytes)
