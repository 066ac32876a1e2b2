-- Tokens that are not revoked, in order. Index: token_pk. Budget: the tokens.
SELECT id, name, role, created_at FROM token WHERE revoked_at IS NULL ORDER BY id
