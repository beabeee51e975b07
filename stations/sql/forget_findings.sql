-- Forget findings of a source's places that were not found again.
--   source  of the list
--   kinds   names of the findings that were looked for
DELETE FROM finding
 USING station
 WHERE finding.station_id = station.id
   AND station.source = %(source)s
   AND finding.what = ANY (%(kinds)s::text[])
   AND NOT EXISTS (SELECT FROM remark WHERE remark.source_id = station.source_id AND remark.what = finding.what);
