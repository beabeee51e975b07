-- Counties that have places to show, most places first.
-- Rows: code (NULL where only the stated name is known), name, city, count, lon, lat (amid the places).
SELECT station.county_code AS code, coalesce(county.name, station.county_stated) AS name, county.city,
       count(*) AS count,
       avg(ST_X(location::geometry)) AS lon, avg(ST_Y(location::geometry)) AS lat
  FROM station
  LEFT JOIN county ON county.code = station.county_code
 WHERE station.status IN ('open', 'suspended')
   AND coalesce(county.name, station.county_stated) IS NOT NULL
 GROUP BY 1, 2, 3
 ORDER BY 4 DESC, 2, 1;
