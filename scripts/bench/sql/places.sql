-- The published places by id, for those who hold them in memory.
-- Rows: id, lon, lat.
SELECT id, ST_X(location::geometry), ST_Y(location::geometry)
  FROM station
 WHERE status IN ('open', 'suspended')
 ORDER BY id;
