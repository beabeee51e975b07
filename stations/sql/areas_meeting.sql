-- Counties that meet a box, by code.
--   west, south, east, north  degrees
--   within                    how their codes begin; '' for any
-- Rows: code, name, wkb (the outline), source, licence.  Index: county_area_gist.
SELECT code, name, ST_AsBinary(area) AS wkb, source, licence
  FROM county
 WHERE ST_Intersects(area, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))
   AND starts_with(code, %(within)s)
 ORDER BY code;
