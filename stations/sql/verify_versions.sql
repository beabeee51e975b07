-- Versions that do not follow from the one before, and places whose number of versions is not theirs. A chain may begin
-- with versions that are older than digests, and with no others.
-- Rows: entry (NULL), station_id, version, what.
WITH chain AS (
    SELECT station_id, version, hash, lag(version) OVER place AS version_before, lag(hash) OVER place AS hash_before,
           CASE WHEN hash IS NOT NULL
                THEN version_hash(coalesce(lag(hash) OVER place, '\x'), station_version) END AS right_hash
      FROM station_version
    WINDOW place AS (PARTITION BY station_id ORDER BY version)
)
SELECT NULL::bigint AS entry, station_id, version,
       CASE WHEN version <> coalesce(version_before, 0) + 1 THEN 'versions_missing' ELSE 'version_changed' END AS what
  FROM chain
 WHERE version <> coalesce(version_before, 0) + 1
    OR hash IS DISTINCT FROM right_hash
    OR hash IS NULL AND hash_before IS NOT NULL
UNION ALL
SELECT NULL, coalesce(station.id, kept.station_id), coalesce(station.version, kept.last + 1),
       CASE WHEN station.id IS NULL THEN 'place_missing' ELSE 'versions_missing' END
  FROM station
  FULL JOIN (SELECT station_id, max(version) AS last FROM station_version GROUP BY station_id) AS kept
    ON kept.station_id = station.id
 WHERE station.version IS DISTINCT FROM coalesce(kept.last, 0) + 1
 ORDER BY station_id, version;
