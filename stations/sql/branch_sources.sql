-- Sources of places that the acting account keeps, most places first.
-- Rows: name, places.
SELECT source AS name, count(*) AS places
  FROM station
 WHERE (SELECT may('import', NULL)) OR unit_id = ANY ((SELECT branch('import'))::bigint[])
 GROUP BY source
 ORDER BY count(*) DESC, source
 LIMIT 50;
