-- What is found about places that are not closed.
--   source, what  only these; NULL for all
-- Rows: station_id, source, source_id, name, what, detail; by what, then by place.
SELECT station.id AS station_id, station.source, station.source_id, station.name, finding.what, finding.detail
  FROM finding
  JOIN station ON station.id = finding.station_id
 WHERE station.status <> 'closed'
   AND (%(source)s::text IS NULL OR station.source = %(source)s)
   AND (%(what)s::text IS NULL OR finding.what = %(what)s)
 ORDER BY finding.what, station.id;
