-- The job's state if this attempt ended in one of these ways before: a write that is delivered twice gets the first one's answer.
-- Parameters: job bigint, attempt int, outcomes text[]. Rows: one or none. Index: attempt_pk, job_live_pk, job_final_pk. Budget: 3 rows.
SELECT coalesce(l.state, f.state) AS state
FROM attempt a
LEFT JOIN job_live l ON l.id = a.job_id
LEFT JOIN job_final f ON f.id = a.job_id
WHERE a.job_id = :job AND a.number = :attempt AND a.outcome::text = ANY (:outcomes::text[])
