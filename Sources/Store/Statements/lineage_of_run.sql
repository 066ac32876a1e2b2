-- The runs whose files a run used (is_parent) and the first thousand that used its own. Parameters: run text. Rows: one a relative and relation.
-- Index: run_lineage_pk, run_lineage_children, run_pk. Budget: 2 rows a relative.
(SELECT true AS is_parent, replace(p.id::text, '-', '') AS relative, p.name, l.relation, p.created_at
 FROM run_lineage l JOIN run p ON p.id = l.parent_run_id WHERE l.run_id = :run::text::uuid)
UNION ALL
(SELECT false, replace(c.id::text, '-', ''), c.name, l.relation, c.created_at
 FROM run_lineage l JOIN run c ON c.id = l.run_id WHERE l.parent_run_id = :run::text::uuid
 ORDER BY c.created_at, c.id LIMIT 1000)
ORDER BY is_parent DESC, created_at, relative, relation
