-- Stores a worker under its name; the same name again is the same worker with what it offers now.
-- Parameters: name text, capability jsonb, machine jsonb, agent_version text, host text or null.
-- Another host than before has no price yet. Rows: its number. Index: worker_name_unique. Budget: 1 row.
INSERT INTO worker AS w (name, capability, machine, agent_version, host)
VALUES (:name, :capability, :machine, :agent_version, :host)
ON CONFLICT ON CONSTRAINT worker_name_unique DO UPDATE
SET capability = excluded.capability, machine = excluded.machine, agent_version = excluded.agent_version, last_seen_at = now(),
    host = excluded.host,
    rate_marginal = CASE WHEN w.host = excluded.host THEN w.rate_marginal END,
    rate_full = CASE WHEN w.host = excluded.host THEN w.rate_full END,
    rate_source = CASE WHEN w.host = excluded.host THEN w.rate_source END,
    rated_at = CASE WHEN w.host = excluded.host THEN w.rated_at END
RETURNING w.id
