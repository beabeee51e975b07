-- End an own session.
--   id  of the session; NULL: all but this one
-- Rows: ended, how many.
SELECT end_own_sessions(%(id)s) AS ended;
