-- Find places, not closed, whose stated county is not the one their point lies in.
--   source  only its places; NULL for all
-- A stated name may carry its city or province (郑州市中原区) or leave out its last sign (中原): both agree.
INSERT INTO finding (station_id, what, detail)
SELECT station.id,
       CASE WHEN EXISTS (SELECT FROM county AS stated
                          WHERE station.county_stated LIKE '%%' || stated.name
                             OR char_length(station.county_stated) > 1 AND stated.name LIKE station.county_stated || '_')
            THEN 'county_differs' ELSE 'county_unknown' END,
       format('the list says %%s, the point lies in %%s', station.county_stated, lies_in.name)
  FROM station
  JOIN county AS lies_in ON lies_in.code = station.county_code
 WHERE station.status <> 'closed'
   AND (%(source)s IS NULL OR station.source = %(source)s)
   AND btrim(station.county_stated) <> ''
   AND NOT (station.county_stated LIKE '%%' || lies_in.name
            OR char_length(station.county_stated) > 1 AND lies_in.name LIKE station.county_stated || '_'
            OR station.county_stated = lies_in.code);
