-- How long attempts ran on rented spot machines, the newest first: lost ones ended with an interruption, all others were seen that long.
-- Parameters: limit int. Rows: host, hours, is_lost; running attempts too. Index: attempt_pk, job_live_pk. Budget: the attempts on priced machines.
SELECT r.host, extract(epoch FROM coalesce(a.ended_at, now()) - coalesce(a.started_at, l.claimed_at))::double precision / 3600 AS hours,
    a.outcome IS NOT DISTINCT FROM 'lost'::attempt_outcome AS is_lost
FROM attempt_rate r
LEFT JOIN attempt a ON a.job_id = r.job_id AND a.number = r.attempt
LEFT JOIN job_live l ON l.id = r.job_id AND l.attempt = r.attempt AND l.state = 'running'
WHERE r.host LIKE '%/spot' AND coalesce(a.ended_at, now()) > coalesce(a.started_at, l.claimed_at)
ORDER BY coalesce(a.ended_at, now()) DESC, r.job_id DESC, r.attempt DESC LIMIT :limit
