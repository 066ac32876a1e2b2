-- Ends the storing of a file: its row makes its pieces visible. Parameters: sha256 text (hexadecimal), byte_count bigint, name text.
-- Index: file_pk. Budget: 1 row.
INSERT INTO file (sha256, byte_count, name) VALUES (decode(:sha256, 'hex'), :byte_count, :name)
