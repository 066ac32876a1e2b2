-- Notes that a feed was read whole. Parameters: name text, address text, fetched_at timestamptz, quote_count int.
-- Rows: none. Index: price_feed_pk. Budget: 1 row.
INSERT INTO price_feed AS f (name, address, fetched_at, quote_count) VALUES (:name, :address, :fetched_at, :quote_count)
ON CONFLICT ON CONSTRAINT price_feed_pk DO UPDATE
SET address = excluded.address, fetched_at = excluded.fetched_at, quote_count = excluded.quote_count
