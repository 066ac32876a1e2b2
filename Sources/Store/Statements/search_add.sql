-- Makes a sweep a search. Parameters: sweep bigint, plan jsonb. Rows: none. Budget: 1 row.
INSERT INTO search (sweep_id, plan) VALUES (:sweep, :plan)
