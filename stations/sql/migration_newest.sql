-- The newest migration of the store.
-- Rows: number, 0 for none.
SELECT coalesce(max(number), 0) AS number FROM migration;
