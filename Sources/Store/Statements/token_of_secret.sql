-- The token with a secret, unless revoked. Parameters: secret text. Rows: one or none. Index: token_digest_unique. Budget: 1 row.
SELECT id, name, role, created_at FROM token WHERE digest = sha256(convert_to(:secret, 'UTF8')) AND revoked_at IS NULL
