-- Makes sure that classes with these requirements exist.
-- Parameters: requirements jsonb[]. Index: requirement_class_unique. Budget: one look-up a class.
INSERT INTO requirement_class (requirements, digest)
SELECT DISTINCT wanted.requirements, sha256(convert_to(wanted.requirements::text, 'UTF8'))
FROM unnest(:requirements::jsonb[]) AS wanted (requirements)
WHERE NOT EXISTS (
    SELECT FROM requirement_class c WHERE c.digest = sha256(convert_to(wanted.requirements::text, 'UTF8')))
ON CONFLICT ON CONSTRAINT requirement_class_unique DO NOTHING
