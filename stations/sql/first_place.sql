-- Where the first place that is shown lies.
-- Rows: lon, lat; one or none.
SELECT ST_X(location::geometry) AS lon, ST_Y(location::geometry) AS lat
  FROM station
 WHERE status IN ('open', 'suspended')
 ORDER BY id
 LIMIT 1;
