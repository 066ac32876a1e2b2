-- What is true of the queue as a whole. Rows: one, with how many jobs are in which live state. Budget: the live jobs.
SELECT q.paused_at,
    count(l.id) FILTER (WHERE l.state = 'blocked') AS blocked, count(l.id) FILTER (WHERE l.state = 'scheduled') AS scheduled,
    count(l.id) FILTER (WHERE l.state = 'ready') AS ready, count(l.id) FILTER (WHERE l.state = 'paused') AS paused,
    count(l.id) FILTER (WHERE l.state = 'running') AS running
FROM queue q LEFT JOIN job_live l ON true
GROUP BY q.id
