-- Forget what was found about counties, before looking again.
--   source  only its places; NULL for all
DELETE FROM finding
 USING station
 WHERE finding.station_id = station.id
   AND finding.what IN ('county_differs', 'county_unknown')
   AND (%(source)s IS NULL OR station.source = %(source)s);
