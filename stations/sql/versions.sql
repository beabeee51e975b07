-- The versions of a place's record, the present one last.
--   station_id  of the place
-- Rows: version, changed_at, changed_by, import_id, record.
SELECT version, changed_at, changed_by, import_id, record
  FROM station_version
 WHERE station_id = %(station_id)s
UNION ALL
SELECT version, changed_at, changed_by, import_id, record_of(station)
  FROM station
 WHERE id = %(station_id)s
 ORDER BY version;
