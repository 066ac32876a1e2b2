-- Stores a device, replacing what was there when :replaces. Parameters: name text, figures jsonb, replaces boolean. Rows: none.
-- Index: device_pk. Budget: 1 row.
INSERT INTO device AS d (name, figures) VALUES (:name, :figures)
ON CONFLICT ON CONSTRAINT device_pk DO UPDATE SET figures = excluded.figures, updated_at = now() WHERE :replaces::boolean
