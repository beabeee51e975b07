-- What the points of a data set are called.
--   id  of the data set
-- Rows: label.
SELECT label
  FROM demand_point
 WHERE demand_id = %(id)s
 ORDER BY seq
