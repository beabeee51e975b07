-- Which rows of a list are places that are known, by their source's name for them or by what somebody said of it.
--   rows, sources, source_ids  in parallel
-- Rows: row, id, source, source_id, unit (name), mine (whether the acting account may bring lists for it).
SELECT asked.row, station.id, station.source, station.source_id, unit.name AS unit, ((SELECT may('import', NULL)) OR coalesce(station.unit_id = ANY ((SELECT branch('import'))::bigint[]), false)) AS mine
  FROM unnest(%(rows)s::bigint[], %(sources)s::text[], %(source_ids)s::text[]) AS asked (row, source, source_id)
  LEFT JOIN LATERAL (SELECT min(station_id) AS station_id FROM known_as
                      WHERE known_as.source = asked.source AND known_as.source_id = asked.source_id) AS named ON true
  JOIN station ON station.id = named.station_id
               OR named.station_id IS NULL AND station.source = asked.source AND station.source_id = asked.source_id
  LEFT JOIN unit ON unit.id = station.unit_id;
