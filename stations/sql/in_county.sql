-- Shown places of one county, by name, then id; each row tells how many there are in all.
--   code, name      the county; code is NULL where only its name is known
--   kinds, services as in nearest.sql
--   limit, offset   which rows of them
-- Rows: of station_shown, and total.
SELECT *, count(*) OVER () AS total
  FROM station_shown
 WHERE status IN ('open', 'suspended')
   AND (county_code = %(code)s OR %(code)s::text IS NULL AND county_code IS NULL AND county_name = %(name)s)
   AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s::text[]))
   AND (%(services)s::text[] = '{}' OR services @> %(services)s::text[])
 ORDER BY name, id
 LIMIT %(limit)s OFFSET %(offset)s;
