-- Locks an open search, so that one judges it at a time. Parameters: sweep bigint. Rows: its plan and why no more sample starts; none when it is not
-- open. Locks: the search's row. Index: search_pk. Budget: 1 row.
SELECT plan, exhausted_reason FROM search WHERE sweep_id = :sweep AND closed_at IS NULL FOR UPDATE
