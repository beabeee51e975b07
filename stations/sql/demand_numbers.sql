-- The points of a data set as numbers; for COPY in binary form, so none is NULL.
--   id  of the data set
-- Rows: lon, lat, weight, as float8.
SELECT ST_X(location::geometry), ST_Y(location::geometry), weight
  FROM demand_point
 WHERE demand_id = %(id)s
 ORDER BY seq
