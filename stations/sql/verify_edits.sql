-- Changes by hand that are not as the journal says, or not in it at all.
-- Rows: entry, station_id, version, what.
WITH noted AS MATERIALIZED (
    SELECT id AS entry, station_id, detail ->> 'by' AS author, (detail ->> 'version')::integer AS version, detail ->> 'record' AS digest,
           detail ->> 'before' AS hash_before
      FROM journal
     WHERE act IN ('amend_place', 'enter_place')
), made AS (
    SELECT noted.*, old.hash AS chained, station.id IS NOT NULL OR kept.station_id IS NOT NULL AS there,
           CASE WHEN station.id IS NULL THEN made_digest(row_of(kept)) ELSE made_digest(station) END AS now_digest,
           coalesce(station.changed_by, kept.changed_by) AS changed_by,
           coalesce(station.import_id, kept.import_id) AS import_id
      FROM noted
      LEFT JOIN station ON station.id = noted.station_id AND station.version = noted.version
      LEFT JOIN station_version AS kept ON kept.station_id = noted.station_id AND kept.version = noted.version
      LEFT JOIN station_version AS old ON old.station_id = noted.station_id AND old.version = noted.version - 1
)
SELECT entry, station_id, version,
       CASE WHEN NOT there THEN 'version_missing'
            WHEN changed_by <> author OR import_id IS NOT NULL THEN 'author_changed'
            WHEN digest <> now_digest THEN 'record_changed'
            ELSE 'chain_rewritten' END AS what
  FROM made
 WHERE NOT there OR changed_by <> author OR import_id IS NOT NULL OR digest <> now_digest
    OR hash_before <> coalesce(encode(chained, 'hex'), '')
UNION ALL
SELECT NULL, made.station_id, made.version, 'not_in_journal'
  FROM (SELECT id AS station_id, version, import_id FROM station WHERE version > 1
        UNION ALL
        SELECT station_id, version, import_id FROM station_version WHERE version > 1) AS made
  JOIN station_version AS old ON old.station_id = made.station_id AND old.version = made.version - 1
 WHERE made.import_id IS NULL AND old.hash IS NOT NULL
   AND NOT EXISTS (SELECT FROM noted WHERE noted.station_id = made.station_id AND noted.version = made.version)
 ORDER BY station_id, version;
