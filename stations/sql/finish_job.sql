-- Keep what came of a task, in the transaction that did it.
--   id, told (json), made (import's id or NULL), size (bytes or NULL)
-- Rows: one: finished; false when the job is no longer this account's to finish.
SELECT finish_job(%(id)s, %(told)s::jsonb, %(made)s, %(size)s) AS finished;
