-- The live jobs of a sweep. Parameters: sweep bigint. Rows: their numbers in order. Index: job_of_sweep, job_live_pk. Budget: the sweep's jobs.
SELECT l.id FROM job j JOIN job_live l ON l.id = j.id WHERE j.sweep_id = :sweep ORDER BY l.id
