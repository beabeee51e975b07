-- What it means to take back one change of a place.
--   station_id, version  of the change
--   chosen               which fields of it to put back; NULL: all
-- Rows: one or none: present (version), by_list, edited_fields, back (json), fields, kept (changed again since).
WITH known AS (
    SELECT version, import_id, record FROM station_version
     WHERE station_id = %(station_id)s AND version BETWEEN %(version)s::int - 1 AND %(version)s::int
    UNION ALL
    SELECT version, import_id, record_of(station) FROM station WHERE id = %(station_id)s
)
SELECT station.version AS present, made.import_id IS NOT NULL AS by_list, station.edited_fields, plan.back, plan.fields, plan.kept
  FROM station
  JOIN known AS present ON present.version = station.version
  JOIN known AS made ON made.version = %(version)s::int
  JOIN known AS before ON before.version = %(version)s::int - 1
 CROSS JOIN LATERAL undoing(before.record, made.record, present.record, %(chosen)s::text[]) AS plan
 WHERE station.id = %(station_id)s;
