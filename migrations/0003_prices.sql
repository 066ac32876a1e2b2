-- Prices: machines that can be rented, quotes with their sources, and how the feeds fared.
--
-- A quote is never changed and never deleted: what an estimate was made with can be looked up. Only when it was last read, and how it is
-- judged, is noted on it. Money is whole nano-dollars.

CREATE TYPE purchase_kind AS ENUM ('on_demand', 'spot', 'reserved');
CREATE TYPE quote_quality AS ENUM ('live', 'snapshot', 'derived', 'quarantined');

CREATE TABLE instance_type (
    provider text NOT NULL,
    name text NOT NULL,
    processors int NOT NULL,
    memory_gib double precision NOT NULL,
    architecture text NOT NULL,
    accelerator text,
    accelerator_count int NOT NULL,
    accelerator_memory_gib double precision,
    stored_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT instance_type_pk PRIMARY KEY (provider, name),
    CONSTRAINT instance_type_size CHECK (processors > 0 AND memory_gib > 0 AND accelerator_count >= 0),
    CONSTRAINT instance_type_accelerator CHECK ((accelerator IS NULL) = (accelerator_count = 0))
);

CREATE TABLE price_source (
    id int GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    CONSTRAINT price_source_pk PRIMARY KEY (id),
    CONSTRAINT price_source_name_unique UNIQUE (name)
);

CREATE TABLE price_quote (
    id bigint GENERATED ALWAYS AS IDENTITY,
    source_id int NOT NULL,
    provider text NOT NULL,
    instance_type text NOT NULL,
    region text NOT NULL,
    zone text NOT NULL,                -- '' for a price of the whole region
    purchase purchase_kind NOT NULL,
    nanodollars bigint NOT NULL,       -- for an hour
    effective_at timestamptz NOT NULL,
    fetched_at timestamptz NOT NULL,   -- when it was read last
    stored_at timestamptz NOT NULL DEFAULT now(),
    quality quote_quality NOT NULL,
    note text,
    CONSTRAINT price_quote_pk PRIMARY KEY (id),
    CONSTRAINT price_quote_source_fk FOREIGN KEY (source_id) REFERENCES price_source (id),
    CONSTRAINT price_quote_unique UNIQUE (provider, instance_type, region, zone, purchase, source_id, effective_at),
    CONSTRAINT price_quote_positive CHECK (nanodollars > 0 OR quality = 'quarantined'),
    CONSTRAINT price_quote_reason CHECK (note IS NOT NULL OR quality <> 'quarantined')
);
CREATE INDEX price_quote_newest ON price_quote (effective_at DESC, id DESC);

CREATE FUNCTION price_quote_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
        (OLD.id, OLD.source_id, OLD.provider, OLD.instance_type, OLD.region, OLD.zone, OLD.purchase, OLD.nanodollars, OLD.effective_at)
        IS DISTINCT FROM
        (NEW.id, NEW.source_id, NEW.provider, NEW.instance_type, NEW.region, NEW.zone, NEW.purchase, NEW.nanodollars, NEW.effective_at)
    THEN
        RAISE EXCEPTION 'a quote is never changed or deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'price_quote_append_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_quote_append_only BEFORE UPDATE OR DELETE ON price_quote
    FOR EACH ROW EXECUTE FUNCTION price_quote_is_append_only();

-- How the last readings of each feed went; the quotes of the last good one stay in force whatever follows.
CREATE TABLE price_feed (
    name text NOT NULL,
    address text NOT NULL,
    fetched_at timestamptz,
    quote_count int,
    failed_at timestamptz,
    failure text,
    CONSTRAINT price_feed_pk PRIMARY KEY (name),
    CONSTRAINT price_feed_success CHECK ((fetched_at IS NULL) = (quote_count IS NULL)),
    CONSTRAINT price_feed_failure CHECK ((failed_at IS NULL) = (failure IS NULL))
);
