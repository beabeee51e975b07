-- Open a session for the account of a job, for as long as the job may take.
--   account_id, secret (the digest), minutes
INSERT INTO session (account_id, secret, expires_at)
VALUES (%(account_id)s, %(secret)s, now() + make_interval(mins => %(minutes)s));
