-- Closes a search: nothing is left to decide. Parameters: sweep bigint. Rows: none. Index: search_pk. Budget: 1 row.
UPDATE search SET closed_at = now() WHERE sweep_id = :sweep AND closed_at IS NULL
