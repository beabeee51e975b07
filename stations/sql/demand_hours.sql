-- The weights by hour of the points of a data set that has them; for COPY in binary form.
--   id  of the data set
-- Rows: by_hour, as float8[168].
SELECT by_hour
  FROM demand_point
 WHERE demand_id = %(id)s
 ORDER BY seq
