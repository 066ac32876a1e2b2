-- What an hour of a running attempt's machine costs, as its claim found it (nulls where that is unknown), and what the job's earlier attempts
-- cost by the marginal rate. Parameters: job bigint, attempt int. Rows: one. Index: attempt_rate_pk, bill_pk. Budget: the tries.
SELECT r.host, r.rate_marginal, r.rate_full, r.rate_source,
    coalesce((SELECT sum(b.marginal) FROM bill b WHERE b.job_id = :job AND b.attempt < :attempt), 0)::bigint AS spent
FROM (SELECT) one LEFT JOIN attempt_rate r ON r.job_id = :job AND r.attempt = :attempt
