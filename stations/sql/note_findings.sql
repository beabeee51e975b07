-- Note what was found about the places of a list.
--   source  of the list
INSERT INTO finding (station_id, what, detail)
SELECT station.id, remark.what, remark.detail
  FROM remark
  JOIN station ON station.source = %(source)s AND station.source_id = remark.source_id
ON CONFLICT (station_id, what) DO UPDATE SET detail = excluded.detail WHERE finding.detail <> excluded.detail;
