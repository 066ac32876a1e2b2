-- The numbers of classes, in the order of the requirements. Parameters: requirements jsonb[]. Rows: one a requirement.
-- Index: requirement_class_unique. Budget: one look-up a class.
SELECT c.id
FROM unnest(:requirements::jsonb[]) WITH ORDINALITY AS wanted (requirements, position)
JOIN requirement_class c ON c.digest = sha256(convert_to(wanted.requirements::text, 'UTF8'))
ORDER BY wanted.position
