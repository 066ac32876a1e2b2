-- Takes an idempotency key for a request.
-- Parameters: owner bigint, key text, request bytea (method, path and body).
-- Rows: one when the key was free; none when it is taken. Locks: a concurrent request with the same key waits here until this one ends.
-- Index: idempotency_pk. Budget: 1 row.
INSERT INTO idempotency (owner, key, digest)
VALUES (:owner, :key, sha256(:request::bytea))
ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING
RETURNING key
