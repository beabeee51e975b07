-- Give each place without a unit the unit of its county; of several units of a county, the highest.
UPDATE station
   SET unit_id = unit.id
  FROM (SELECT DISTINCT ON (county_code) county_code, id
          FROM unit
         WHERE county_code IS NOT NULL
         ORDER BY county_code, array_position('{province,city,county,street,place}', level), id) AS unit
 WHERE unit.county_code = station.county_code AND station.unit_id IS NULL;
