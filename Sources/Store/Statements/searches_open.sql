-- Searches with something left to decide. Rows: their sweeps' numbers in order. Index: search_open. Budget: the open searches.
SELECT sweep_id FROM search WHERE closed_at IS NULL ORDER BY sweep_id
