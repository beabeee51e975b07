-- The outlines that points of a data set stand for.
--   id  of the data set
-- Rows: place among the points from 0, outline (WKB in hexadecimal); only points that have one.
SELECT seq, encode(ST_AsBinary(outline::geometry), 'hex')
  FROM demand_point
 WHERE demand_id = %(id)s AND outline IS NOT NULL
 ORDER BY seq
