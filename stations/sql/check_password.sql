-- Whether a password is right, and the second factor to ask for.
--   name     of the account
--   derived  what argon2id made of the password
-- Rows: one, or none where it is wrong: account_id, totp_secret (NULL: none is asked for), totp_step.
SELECT account_id, totp_secret, totp_step FROM check_password(%(name)s, %(derived)s);
