-- How many places of the acting account's branch a grade holds for, meet it, and lack each of its points.
--   grade_id  of one grade; NULL for all in use
--   minutes, today  as standing() asks for them
-- Rows: grade_id, places, met, lacking (a number by code).  Index: station_unit.
WITH each AS (
    SELECT grade_id, station_id, code, by_record OR confirmation IS NOT NULL AS met
      FROM standing(%(grade_id)s, NULL, %(minutes)s::jsonb, %(today)s)
), place AS (
    SELECT grade_id, station_id, count(*) FILTER (WHERE met) >= (SELECT needed FROM grade WHERE id = grade_id) AS met
      FROM each
     GROUP BY grade_id, station_id
), point AS (
    SELECT grade_id, jsonb_object_agg(code, lacking) AS lacking
      FROM (SELECT grade_id, code, count(*) FILTER (WHERE NOT met) AS lacking FROM each GROUP BY grade_id, code) AS counted
     GROUP BY grade_id
)
SELECT place.grade_id, count(*) AS places, count(*) FILTER (WHERE place.met) AS met, point.lacking
  FROM place JOIN point ON point.grade_id = place.grade_id
 GROUP BY place.grade_id, point.lacking;
