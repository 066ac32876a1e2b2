-- Knows sources by their names. Parameters: names text[]. Rows: none. Index: price_source_name_unique. Budget: 1 row a name.
INSERT INTO price_source (name) SELECT DISTINCT unnest(:names::text[]) ON CONFLICT ON CONSTRAINT price_source_name_unique DO NOTHING
