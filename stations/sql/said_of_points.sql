-- What was confirmed and withdrawn at a place, the last first.
--   station_id  of the place
--   limit       most rows to return
-- Rows: grade_id, grade (its name), code, met, note, until, said_at, said_by.  Index: grade_confirmation_of_station.
SELECT said.grade_id, grade.name_zh AS grade, said.code, said.met, said.note, said.until, said.said_at, said.said_by
  FROM grade_confirmation AS said JOIN grade ON grade.id = said.grade_id
 WHERE said.station_id = %(station_id)s
 ORDER BY said.id DESC
 LIMIT %(limit)s;
