-- Find the county of each incoming row, and let the planner see how many rows there are.
ANALYZE incoming;
INSERT INTO covering (row, county_code)
SELECT incoming.row, min(county_piece.code)
  FROM incoming
  JOIN county_piece ON ST_Covers(county_piece.piece, ST_SetSRID(ST_MakePoint(incoming.lon, incoming.lat), 4326))
 GROUP BY incoming.row;
ANALYZE covering;
