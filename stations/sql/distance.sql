-- How far a place is from a point.
--   here  geography point, WGS-84
--   id    of the place
-- Rows: distance_m (geodesic, metres), one or none.
SELECT ST_Distance(location, %(here)s::geography) AS distance_m FROM station WHERE id = %(id)s;
