-- Take an idempotency key to the end of the transaction, unless another transaction holds it.
--   key  of the request
-- Rows: taken.
SELECT pg_try_advisory_xact_lock(hashtextextended(%(key)s, 7305824912)) AS taken;
