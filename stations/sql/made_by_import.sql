-- What a run of the loader made, by place.
--   import_id  of the run
--   entered    whether to tell what it entered; else what it amended
--   limit      most rows to return
-- Rows: id, source, source_id, name, address, lon, lat, unit (name), version, now and before (records; before is NULL of
-- what was entered); by id.
SELECT station.id, station.source, station.source_id, station.name, station.address,
       ST_X(station.location::geometry) AS lon, ST_Y(station.location::geometry) AS lat, unit.name AS unit,
       station.version, record_of(station) AS now, earlier.record AS before
  FROM station
  LEFT JOIN station_version AS earlier ON earlier.station_id = station.id AND earlier.version = station.version - 1
  LEFT JOIN unit ON unit.id = station.unit_id
 WHERE station.import_id = %(import_id)s
   AND (station.version = 1) = %(entered)s
 ORDER BY station.id
 LIMIT %(limit)s;
