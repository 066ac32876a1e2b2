-- Revokes a token. Parameters: token bigint. Rows: it, unless it was revoked before. Index: token_pk. Budget: 1 row.
UPDATE token SET revoked_at = now() WHERE id = :token AND revoked_at IS NULL RETURNING id
