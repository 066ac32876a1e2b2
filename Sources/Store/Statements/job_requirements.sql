-- What a job requires. Parameters: job bigint. Rows: one or none. Index: job_pk, requirement_class_pk. Budget: 2 rows.
SELECT c.requirements FROM job j JOIN requirement_class c ON c.id = j.class_id WHERE j.id = :job
