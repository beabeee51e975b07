-- Work out the county of every place from its point; on a shared border the lower code. No new version of any record.
UPDATE station
   SET county_code = covering.code
  FROM (SELECT station.id, min(county_piece.code) AS code
          FROM station
          LEFT JOIN county_piece ON ST_Covers(county_piece.piece, station.location::geometry)
         GROUP BY station.id) AS covering
 WHERE covering.id = station.id
   AND station.county_code IS DISTINCT FROM covering.code;
