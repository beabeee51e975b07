-- The answer that a key already had.
--   key  of the request
-- Rows: fingerprint, status, answer; one or none.
SELECT fingerprint, status, answer FROM earlier_answer(%(key)s);
