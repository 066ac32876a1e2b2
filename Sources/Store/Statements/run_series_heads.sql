-- The names, units and lengths of a run's sample series. Parameters: run text. Rows: one a series. Index: run_series_pk.
-- Budget: the series' rows; the samples themselves are stored out of line and are not read.
SELECT name, unit, octet_length(samples) / 4 AS count FROM run_series WHERE run_id = :run::text::uuid ORDER BY name
