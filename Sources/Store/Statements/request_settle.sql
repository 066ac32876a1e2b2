-- Notes what an idempotency key led to, in the transaction that took it.
-- Parameters: owner bigint, key text, job bigint or null, sweep bigint or null. Index: idempotency_pk. Budget: 1 row.
UPDATE idempotency SET job_id = :job, sweep_id = :sweep
WHERE owner = :owner AND key = :key
