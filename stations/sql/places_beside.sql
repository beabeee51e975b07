-- Known places, to be shown beside rows that may be the same.
--   ids  of the places
-- Rows: id, source, source_id, name, address, kind, lon, lat, unit (name), mine.
SELECT station.id, station.source, station.source_id, station.name, station.address, station.kind,
       ST_X(station.location::geometry) AS lon, ST_Y(station.location::geometry) AS lat,
       unit.name AS unit, ((SELECT may('import', NULL)) OR coalesce(station.unit_id = ANY ((SELECT branch('import'))::bigint[]), false)) AS mine
  FROM station
  LEFT JOIN unit ON unit.id = station.unit_id
 WHERE station.id = ANY (%(ids)s);
