-- What there is to verify, and what nothing vouches for.
--   expected  digest of an entry, as noted elsewhere; NULL: none
-- Rows: entries, head (hex), expected_found, places, versions, edits, runs, without_digest, unvouched, once_without_digest.
SELECT (SELECT count(*) FROM journal) AS entries,
       (SELECT encode(hash, 'hex') FROM journal ORDER BY id DESC LIMIT 1) AS head,
       EXISTS (SELECT FROM journal WHERE hash = decode(%(expected)s, 'hex')) AS expected_found,
       (SELECT count(*) FROM station) AS places,
       (SELECT count(*) FROM station_version) AS versions,
       (SELECT count(*) FROM journal WHERE act IN ('amend_place', 'enter_place')) AS edits,
       (SELECT count(*) FROM import) AS runs,
       (SELECT count(*) FROM station_version WHERE hash IS NULL) AS without_digest,
       (SELECT count(*) FROM station
         WHERE import_id IS NULL AND version = 1
           AND NOT EXISTS (SELECT FROM journal WHERE station_id = station.id AND act = 'enter_place')) AS unvouched,
       coalesce((SELECT (detail ->> 'without_digest')::bigint FROM journal WHERE act = 'history_begins' ORDER BY id LIMIT 1), 0)
           AS once_without_digest;
