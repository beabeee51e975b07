-- The moment whose commits this transaction sees.
-- Rows: as_of.
SELECT now() AS as_of;
