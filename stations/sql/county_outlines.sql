-- Boundaries that meet a box, simplified.
--   west, south, east, north  degrees
--   tolerance                 degrees
-- Rows: code, name, lon, lat (a point inside), geometry (GeoJSON), credit.  Index: county_area_gist.
SELECT code, name, ST_X(centre::geometry) AS lon, ST_Y(centre::geometry) AS lat,
       ST_AsGeoJSON(ST_Boundary(ST_SimplifyPreserveTopology(area, %(tolerance)s)), 5) AS geometry, licence AS credit
  FROM county
 WHERE area && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
 ORDER BY code;
