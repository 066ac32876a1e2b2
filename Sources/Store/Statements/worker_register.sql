-- Stores a worker under its name; the same name again is the same worker with what it offers now.
-- Parameters: name text, capability jsonb, machine jsonb, agent_version text. Rows: its number. Index: worker_name_unique. Budget: 1 row.
INSERT INTO worker AS w (name, capability, machine, agent_version)
VALUES (:name, :capability, :machine, :agent_version)
ON CONFLICT ON CONSTRAINT worker_name_unique DO UPDATE
SET capability = excluded.capability, machine = excluded.machine, agent_version = excluded.agent_version, last_seen_at = now()
RETURNING w.id
