-- Work out how to take back each record of a run.
--   import_id      of the run
--   left_its_list  the reason on places that it entered: a newer list that names them opens them again
-- A record nobody touched since needs no look at what it says. Accounts undo where they may import: `allowed`.
INSERT INTO import_undo (station_id, first, last, allowed, back, kept)
WITH made AS (
    SELECT station_id, min(version) AS first, max(version) AS last
      FROM (SELECT id AS station_id, version FROM station WHERE import_id = %(import_id)s
            UNION ALL
            SELECT station_id, version FROM station_version WHERE import_id = %(import_id)s) AS versions
     GROUP BY station_id
), theirs AS (
    SELECT unit_id, (SELECT acting_account()) IS NULL OR may('import', unit_id) AS allowed
      FROM (SELECT DISTINCT station.unit_id FROM made JOIN station ON station.id = made.station_id) AS units
), closing AS (
    SELECT jsonb_build_object('status', 'closed', 'status_reason', %(left_its_list)s::text, 'status_until', NULL) AS back
)
SELECT made.station_id, made.first, made.last, theirs.allowed,
       CASE WHEN station.version = made.last THEN CASE WHEN made.first = 1 THEN closing.back ELSE before.record END
            WHEN made.first = 1 THEN CASE WHEN since.same THEN closing.back ELSE '{}' END
            ELSE since.back END AS back,
       CASE WHEN station.version = made.last OR since.same THEN '{}' ELSE since.kept END AS kept
  FROM made
  JOIN station ON station.id = made.station_id
  JOIN theirs ON theirs.unit_id IS NOT DISTINCT FROM station.unit_id
 CROSS JOIN closing
  LEFT JOIN station_version AS before ON before.station_id = made.station_id AND before.version = made.first - 1
  LEFT JOIN station_version AS theirs_last ON theirs_last.station_id = made.station_id AND theirs_last.version = made.last
  LEFT JOIN LATERAL (
       SELECT plan.back, theirs_last.record = record_of(station) AS same,
              CASE WHEN made.first > 1 THEN plan.kept ELSE ARRAY(
                   SELECT DISTINCT field_of(name) FROM jsonb_object_keys(theirs_last.record) AS name
                    WHERE theirs_last.record -> name <> record_of(station) -> name AND name <> 'edited_fields'
                    ORDER BY 1) END AS kept
         FROM undoing(coalesce(before.record, theirs_last.record), theirs_last.record, record_of(station), NULL) AS plan
       ) AS since ON station.version > made.last;
ANALYZE import_undo;
