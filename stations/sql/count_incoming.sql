-- How many incoming rows there are.
-- Rows: total.
SELECT count(*) AS total FROM incoming;
