-- Versions of a place, newest first, for who may read it.
--   station_id  of the place
--   below       only versions with a lower number
--   most        rows
-- Rows: version, changed_at, changed_by, shown_name, unit_name, import_id, source, file_name, record, before.
SELECT * FROM history_of(%(station_id)s, %(below)s, %(most)s);
