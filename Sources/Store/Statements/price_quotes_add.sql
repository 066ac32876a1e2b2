-- Stores quotes; one that is there already, with the same price, is noted as read again and judged as now. One that is there with another price
-- stays as it is and is not counted.
-- Parameters: arrays, one element a quote: sources text[] (known), providers text[], types text[], regions text[], zones text[] ('' for none),
-- purchases text[], nanodollars bigint[], effective timestamptz[], fetched timestamptz[], qualities text[], notes text[].
-- Rows: one: added, confirmed. Index: price_quote_unique. Budget: 1 row a quote.
WITH given AS (
    SELECT DISTINCT ON (s.id, n.provider, n.instance_type, n.region, n.zone, n.purchase, n.effective_at)
        s.id AS source_id, n.provider, n.instance_type, n.region, n.zone, n.purchase::purchase_kind AS purchase, n.nanodollars,
        n.effective_at, n.fetched_at, n.quality::quote_quality AS quality, n.note
    FROM unnest(:sources::text[], :providers::text[], :types::text[], :regions::text[], :zones::text[], :purchases::text[],
        :nanodollars::bigint[], :effective::timestamptz[], :fetched::timestamptz[], :qualities::text[], :notes::text[])
        AS n (source, provider, instance_type, region, zone, purchase, nanodollars, effective_at, fetched_at, quality, note)
    JOIN price_source s ON s.name = n.source
    ORDER BY s.id, n.provider, n.instance_type, n.region, n.zone, n.purchase, n.effective_at),
stored AS (
    INSERT INTO price_quote AS q (
        source_id, provider, instance_type, region, zone, purchase, nanodollars, effective_at, fetched_at, quality, note)
    SELECT source_id, provider, instance_type, region, zone, purchase, nanodollars, effective_at, fetched_at, quality, note FROM given
    ON CONFLICT ON CONSTRAINT price_quote_unique DO UPDATE
    SET fetched_at = greatest(q.fetched_at, excluded.fetched_at), quality = excluded.quality, note = excluded.note
    WHERE q.nanodollars = excluded.nanodollars
    RETURNING q.xmax = 0 AS is_new)
SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS confirmed FROM stored
