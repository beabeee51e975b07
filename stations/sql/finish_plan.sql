-- Keep what came of a plan that is worked on.
--   id, result (json), digest, seconds
-- Rows: one: finished; false when it is no longer this account's to finish.
SELECT finish_plan(%(id)s, %(result)s::jsonb, %(digest)s, %(seconds)s::real) AS finished;
