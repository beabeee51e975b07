-- The nearest place of each of many points, by the index.
--   lon, lat  arrays of degrees, WGS-84
-- Rows: id, distance_m, in no order.
SELECT nearest.id, nearest.distance_m
  FROM unnest(%(lon)s::float8[], %(lat)s::float8[]) AS asked (lon, lat)
 CROSS JOIN LATERAL (
    SELECT id, ST_Distance(location, ST_MakePoint(asked.lon, asked.lat)::geography) AS distance_m
      FROM station
     WHERE status IN ('open', 'suspended')
     ORDER BY location <-> ST_MakePoint(asked.lon, asked.lat)::geography
     LIMIT 1) AS nearest;
