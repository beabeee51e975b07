-- What argon2id needs to make the proof of an account's password.
--   name  of the account
-- Rows: one, or none where there is no such account, or none that can sign in: salt, memory_kib, passes.
SELECT salt, memory_kib, passes FROM password_salt(%(name)s);
