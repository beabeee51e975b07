-- Each point of each grade that holds for a place, and why it is met.
--   place, minutes, today  as standing() asks for them
-- Rows: grade_id, code, by_record, note, until, said_at, said_by (of the confirmation that counts, else NULL), in the order
-- of the grades' points.  Index: station_pkey.
SELECT standing.grade_id, standing.code, standing.by_record, said.note, said.until, said.said_at, said.said_by
  FROM standing(NULL, %(place)s, %(minutes)s::jsonb, %(today)s)
  LEFT JOIN grade_confirmation AS said ON said.id = standing.confirmation
 ORDER BY standing.grade_id, standing.nth;
