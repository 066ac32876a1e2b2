-- Jobs, the newest first. Parameters: state text or null, sweep bigint or null, before bigint or null, count int.
-- Index: job_pk backwards, or job_of_sweep. Budget: the jobs down to the page's last.
SELECT w.*, replace(w.run_id::text, '-', '') AS run, e.inputs AS estimate
FROM job_whole w LEFT JOIN cost_estimate e ON e.job_id = w.id
WHERE (:state::text IS NULL OR w.state = :state::text::job_state)
    AND (:sweep::bigint IS NULL OR w.sweep_id = :sweep::bigint)
    AND (:before::bigint IS NULL OR w.id < :before::bigint)
ORDER BY w.id DESC LIMIT :count
