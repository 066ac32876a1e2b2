-- Notes that a feed gave nothing; what it gave before stays. Parameters: name text, address text, failure text.
-- Rows: none. Index: price_feed_pk. Budget: 1 row.
INSERT INTO price_feed AS f (name, address, failed_at, failure) VALUES (:name, :address, now(), :failure)
ON CONFLICT ON CONSTRAINT price_feed_pk DO UPDATE
SET address = excluded.address, failed_at = excluded.failed_at, failure = excluded.failure
