-- Whether the account of this transaction may do something at a place.
--   scope       what
--   station_id  where
-- Rows: allowed.
SELECT may_at(%(scope)s, %(station_id)s) AS allowed;
