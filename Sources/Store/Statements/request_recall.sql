-- What an idempotency key led to, and whether it stood for the same request.
-- Parameters: owner bigint, key text, request bytea. Rows: one. Index: idempotency_pk. Budget: 1 row.
SELECT digest = sha256(:request::bytea) AS same, job_id, sweep_id
FROM idempotency
WHERE owner = :owner AND key = :key
