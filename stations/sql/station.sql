-- One place, whatever its status.
--   id  of the place
-- Rows: of station_shown, one or none.
SELECT * FROM station_shown WHERE id = %(id)s;
