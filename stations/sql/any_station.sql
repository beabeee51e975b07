-- Whether there is any place at all.
-- Rows: one, or none.
SELECT id FROM station LIMIT 1;
