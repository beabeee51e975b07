-- The record of a place as the desk amends it.
--   id  of the place
-- Rows: record, as record_of() writes it; version, changed_at, changed_by; unit_id, unit_name; changed_unit, the unit of
-- who made the last change; may_read, may_amend, whether the acting account may.  One or none.
SELECT record_of(station) AS record, station.version, station.changed_at, station.changed_by, station.unit_id,
       unit.name AS unit_name, unit_of(station.changed_by) AS changed_unit,
       may('read', station.unit_id) AS may_read, may('amend', station.unit_id) AS may_amend
  FROM station
  LEFT JOIN unit ON unit.id = station.unit_id
 WHERE station.id = %(id)s;
