-- Keep an award that a place was given.
--   station_id, name, given_by, given_on, until
-- Rows: id, one.
INSERT INTO award (station_id, name, given_by, given_on, until)
VALUES (%(station_id)s, %(name)s, %(given_by)s, %(given_on)s, %(until)s)
RETURNING id;
