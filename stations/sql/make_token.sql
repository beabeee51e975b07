-- Make a token of the acting account.
--   name, scopes, days  what it is called, what it may do, and for how long
--   digest              SHA-256 of its secret
-- Rows: id.
SELECT make_token(%(name)s, %(digest)s, %(scopes)s, %(days)s) AS id;
