-- Cut the counties that came in into small pieces, in which a point is found fast.
DELETE FROM county_piece WHERE code IN (SELECT code FROM incoming_county);
INSERT INTO county_piece (code, piece)
SELECT code, ST_Subdivide(area, 64) FROM county WHERE code IN (SELECT code FROM incoming_county);
ANALYZE county_piece;
