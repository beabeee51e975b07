-- Number the incoming rows, find the county of each, and let the planner see how many there are.
ALTER TABLE incoming ADD COLUMN row bigint GENERATED ALWAYS AS IDENTITY, ADD COLUMN county_code text;
ANALYZE incoming;
UPDATE incoming
   SET county_code = covering.code
  FROM (SELECT incoming.row, min(county_piece.code) AS code
          FROM incoming
          JOIN county_piece ON ST_Covers(county_piece.piece, ST_SetSRID(ST_MakePoint(incoming.lon, incoming.lat), 4326))
         GROUP BY incoming.row) AS covering
 WHERE covering.row = incoming.row;
ANALYZE incoming;
