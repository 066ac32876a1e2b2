-- Stores a token by the checksum of its secret. Parameters: name text, role text, secret text. Rows: its number and time. Budget: 1 row.
INSERT INTO token (name, role, digest) VALUES (:name, :role::text::role, sha256(convert_to(:secret, 'UTF8')))
RETURNING id, name, role, created_at
