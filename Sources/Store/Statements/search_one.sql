-- A search. Parameters: sweep bigint. Rows: one, or none when the sweep is no search. Index: search_pk. Budget: 1 row.
SELECT plan, exhausted_reason, closed_at FROM search WHERE sweep_id = :sweep
