-- What was decided in a search. Parameters: sweep bigint. Rows: in the order in which it was. Index: search_decision_order. Budget: the decisions.
SELECT job_id, rung, step, value, position, rank, cut, continues, decided_at
FROM search_decision WHERE sweep_id = :sweep ORDER BY decided_at, rung, position
