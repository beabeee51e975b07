-- Make a one-time link by which an account's password can be set.
--   id      of the account
--   digest  SHA-256 of the link's secret
-- Rows: expires_at.
SELECT make_link(%(id)s, %(digest)s) AS expires_at;
