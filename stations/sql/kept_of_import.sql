-- What an undoing leaves, since somebody changed it after the run, and who did it last.
-- Rows: station_id, name, fields, changed_by.
SELECT import_undo.station_id, station.name, import_undo.kept AS fields, coalesce(theirs.changed_by, station.changed_by) AS changed_by
  FROM import_undo
  JOIN station ON station.id = import_undo.station_id
  LEFT JOIN LATERAL (
       SELECT later.changed_by
         FROM (SELECT version, changed_by, record FROM station_version AS kept
                WHERE kept.station_id = import_undo.station_id AND kept.version > import_undo.last
               UNION ALL
               SELECT station.version, station.changed_by, record_of(station)) AS later
         JOIN station_version AS one ON one.station_id = import_undo.station_id AND one.version = later.version - 1
        WHERE EXISTS (SELECT FROM jsonb_object_keys(later.record) AS name
                       WHERE field_of(name) = ANY (import_undo.kept) AND later.record -> name <> one.record -> name)
        ORDER BY later.version DESC
        LIMIT 1) AS theirs ON true
 WHERE allowed AND kept <> '{}'
 ORDER BY import_undo.station_id;
