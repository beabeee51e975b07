-- How far two points are apart.
--   before, after  EWKT, WGS-84
-- Rows: distance_m (geodesic, metres).
SELECT ST_Distance(%(before)s::geography, %(after)s::geography) AS distance_m;
