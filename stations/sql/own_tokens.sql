-- The tokens of the acting account that are good, the newest first.
-- Rows: id, name, scopes, created_at, expires_at, used_on.
SELECT id, name, scopes, created_at, expires_at, used_on FROM own_tokens();
