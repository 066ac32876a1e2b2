-- Gives every running attempt a fresh lease: while no coordinator was up, no worker could ask for one.
-- Parameters: lease_s double precision. Index: none: it touches all running rows, once at start. Budget: the running jobs.
UPDATE job_live SET lease_until = greatest(lease_until, now() + make_interval(secs => :lease_s)) WHERE state = 'running'
