-- What was found about counties.
--   source  only its places; NULL for all
-- Rows: station_id, source_id, name, what, detail.
SELECT finding.station_id, station.source_id, station.name, finding.what, finding.detail
  FROM finding
  JOIN station ON station.id = finding.station_id
 WHERE finding.what IN ('county_differs', 'county_unknown')
   AND (%(source)s IS NULL OR station.source = %(source)s)
 ORDER BY finding.what, finding.station_id;
