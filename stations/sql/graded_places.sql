-- Places of the acting account's branch by how many points of a grade they lack, the fewest first, then by id.
--   grade_id         of the grade
--   minutes, today   as standing() asks for them
--   lacks            only places that lack this point; NULL for all
--   met              only places that meet the grade, or that do not; NULL for all
--   after_count, after_id  the last row of the page before; -1 and 0 for the first page
--   limit            most rows to return
-- Rows: station_id, name, met, lacking (codes in the order of the grade).  Index: station_unit.
SELECT station_id, name, met, lacking
  FROM (SELECT station_id, min(name) AS name,
               count(*) FILTER (WHERE by_record OR confirmation IS NOT NULL)
                   >= (SELECT needed FROM grade WHERE id = %(grade_id)s) AS met,
               coalesce(array_agg(code ORDER BY nth) FILTER (WHERE NOT by_record AND confirmation IS NULL), '{}') AS lacking
          FROM standing(%(grade_id)s, NULL, %(minutes)s::jsonb, %(today)s)
         GROUP BY station_id) AS place
 WHERE (%(lacks)s::text IS NULL OR %(lacks)s = ANY (lacking))
   AND (%(met)s::boolean IS NULL OR met = %(met)s)
   AND (cardinality(lacking), station_id) > (%(after_count)s, %(after_id)s)
 ORDER BY cardinality(lacking), station_id
 LIMIT %(limit)s;
