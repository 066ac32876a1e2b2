-- States what a worker's machine costs. Parameters: worker bigint; host text, marginal bigint, full bigint (nano-dollars an hour), source text: all
-- null when it is unknown. Rows: its number. Index: worker_pk. Budget: 1 row.
UPDATE worker
SET host = :host, rate_marginal = :marginal, rate_full = :full, rate_source = :source,
    rated_at = CASE WHEN :source::text IS NOT NULL THEN now() END
WHERE id = :worker
RETURNING id
