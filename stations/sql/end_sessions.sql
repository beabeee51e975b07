-- End all sessions and tokens of an account.
--   id  of the account
SELECT end_sessions_of(%(id)s);
