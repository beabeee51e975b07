-- The ten places nearest to a point by PostGIS's index, each with its true distance; pgbench draws the point.
-- Rows: id, name, lon, lat, distance_m.  Index: station_location_gist.
SELECT id, name, ST_X(location::geometry), ST_Y(location::geometry),
       ST_Distance(location, ST_MakePoint(:lon, :lat)::geography) AS distance_m
  FROM station
 WHERE status IN ('open', 'suspended')
 ORDER BY location <-> ST_MakePoint(:lon, :lat)::geography
 LIMIT 10;
