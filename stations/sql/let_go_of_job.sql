-- Let go of a job that was taken.
--   lock, id
SELECT pg_advisory_unlock(%(lock)s, %(id)s::integer);
