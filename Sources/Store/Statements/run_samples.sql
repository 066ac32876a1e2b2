-- A run's raw samples. Parameters: run text. Rows: one a series. Index: run_series_pk. Budget: the series.
SELECT name, unit, samples FROM run_series WHERE run_id = :run::text::uuid ORDER BY name
