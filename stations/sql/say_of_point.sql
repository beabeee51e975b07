-- Keep that somebody confirmed a point of a grade for a place, or withdrew it.
--   grade_id, station_id, code, met, note, until
-- Rows: none.
INSERT INTO grade_confirmation (grade_id, station_id, code, met, note, until)
VALUES (%(grade_id)s, %(station_id)s, %(code)s, %(met)s, %(note)s, %(until)s);
