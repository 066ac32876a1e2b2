-- Every quote of a machine, stopped ones too, the newest first.
-- Parameters: provider text, type text, region text or null, zone text or null, purchase text or null, since timestamptz or null,
-- skip bigint, count bigint. Rows: quotes. Index: price_quote_unique. Budget: the quotes of one machine.
SELECT s.name AS source, p.provider, p.instance_type, p.region, p.zone, p.purchase::text AS purchase, p.nanodollars, p.effective_at,
    p.fetched_at, p.quality::text AS quality, p.note
FROM price_quote p JOIN price_source s ON s.id = p.source_id
WHERE p.provider = :provider AND p.instance_type = :type AND (:region::text IS NULL OR p.region = :region::text)
    AND (:zone::text IS NULL OR p.zone = :zone::text)
    AND (:purchase::text IS NULL OR p.purchase = :purchase::text::purchase_kind)
    AND (:since::timestamptz IS NULL OR p.effective_at >= :since::timestamptz)
ORDER BY p.effective_at DESC, p.id DESC OFFSET :skip::bigint LIMIT :count::bigint
