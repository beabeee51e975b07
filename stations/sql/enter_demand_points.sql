-- Enter the points that were copied in, and drop what they were copied to: a million rows twice is enough.
--   id  of their data set
INSERT INTO demand_point (demand_id, seq, label, location, weight, by_hour, outline)
SELECT %(id)s, seq, label, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography, weight, by_hour,
       ST_SetSRID(outline, 4326)::geography
  FROM incoming_demand
 ORDER BY seq;
DROP TABLE pg_temp.incoming_demand;
