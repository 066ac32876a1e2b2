-- Stores machines under their names; a later description counts.
-- Parameters: arrays, one element a machine: providers text[], names text[], processors int[], memory_gib float8[], architectures text[],
-- accelerators text[], accelerator_counts int[], accelerator_memory_gib float8[]. Rows: none. Index: instance_type_pk. Budget: 1 row a machine.
INSERT INTO instance_type AS t (
    provider, name, processors, memory_gib, architecture, accelerator, accelerator_count, accelerator_memory_gib)
SELECT DISTINCT ON (n.provider, n.name) n.provider, n.name, n.processors, n.memory_gib, n.architecture, n.accelerator,
    n.accelerator_count, n.accelerator_memory_gib
FROM unnest(:providers::text[], :names::text[], :processors::int[], :memory_gib::float8[], :architectures::text[],
    :accelerators::text[], :accelerator_counts::int[], :accelerator_memory_gib::float8[]) WITH ORDINALITY
    AS n (provider, name, processors, memory_gib, architecture, accelerator, accelerator_count, accelerator_memory_gib, place)
ORDER BY n.provider, n.name, n.place DESC
ON CONFLICT ON CONSTRAINT instance_type_pk DO UPDATE
SET processors = excluded.processors, memory_gib = excluded.memory_gib, architecture = excluded.architecture,
    accelerator = excluded.accelerator, accelerator_count = excluded.accelerator_count,
    accelerator_memory_gib = excluded.accelerator_memory_gib
