-- Every machine by provider and name. Index: instance_type_pk. Budget: as many rows as machines, hundreds to thousands.
SELECT provider, name, processors, memory_gib, architecture, accelerator, accelerator_count, accelerator_memory_gib
FROM instance_type ORDER BY provider, name
