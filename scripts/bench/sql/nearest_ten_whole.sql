-- The ten places nearest to a point by PostGIS's index, each with its true distance and all that an answer tells of it.
-- Rows: of station_shown, with distance_m.  Index: station_location_gist.
WITH found AS MATERIALIZED (
    SELECT id, ST_Distance(location, ST_MakePoint(:lon, :lat)::geography) AS distance_m
      FROM station
     WHERE status IN ('open', 'suspended')
     ORDER BY location <-> ST_MakePoint(:lon, :lat)::geography
     LIMIT 10
)
SELECT station_shown.*, found.distance_m
  FROM found JOIN station_shown USING (id)
 ORDER BY distance_m, id;
