-- Workers by name. Parameters: worker bigint or null (only this one), live_s double precision. Index: worker_pk, job_live_running.
-- Budget: the workers and the running jobs.
SELECT w.id, w.name, w.capability, w.machine, w.agent_version, w.registered_at, w.last_seen_at, w.host, w.rate_marginal, w.rate_full, w.rate_source, w.paused_at,
    (SELECT count(*) FROM job_live l WHERE l.worker_id = w.id AND l.state = 'running') AS running,
    w.last_seen_at > now() - make_interval(secs => :live_s) AS live
FROM worker w
WHERE :worker::bigint IS NULL OR w.id = :worker::bigint
ORDER BY w.name
