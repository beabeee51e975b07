-- What units are called.
--   ids  of them
-- Rows: id, name.
SELECT id, name FROM unit WHERE id = ANY (%(ids)s::bigint[]);
