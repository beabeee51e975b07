-- Put away a list that was not applied, or a file that is no longer wanted.
--   id  of the job
-- Rows: one: discarded.
SELECT discard_job(%(id)s) AS discarded;
