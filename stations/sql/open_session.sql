-- Open a session.
--   name, derived  the account, and what argon2id made of its password
--   digest         SHA-256 of the session's secret
--   step           the time step of the second factor's code; NULL where there is none
SELECT open_session(%(name)s, %(derived)s, %(digest)s, %(step)s);
