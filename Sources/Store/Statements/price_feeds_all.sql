-- How the feeds fared. Rows: one a feed by name. Index: price_feed_pk. Budget: a handful of rows.
SELECT name, address, fetched_at, quote_count, failed_at, failure FROM price_feed ORDER BY name
