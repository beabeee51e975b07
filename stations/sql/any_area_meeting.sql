-- Whether any county meets a box.
--   west, south, east, north  degrees
--   within                    how their codes begin; '' for any
-- Row: there.  Index: county_area_gist.
SELECT EXISTS (SELECT
                 FROM county
                WHERE ST_Intersects(area, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))
                  AND starts_with(code, %(within)s)) AS there;
