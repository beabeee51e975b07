-- Entries of the journal that do not follow from the one before: one of the two was changed, or some between are gone.
-- Rows: entry, station_id, version (NULL), what.
SELECT id AS entry, station_id, NULL::integer AS version,
       CASE WHEN id = coalesce(id_before, 0) + 1 THEN 'entry_changed' ELSE 'entries_missing' END AS what
  FROM (SELECT journal.id, station_id, hash, lag(id) OVER chain AS id_before,
               journal_hash(coalesce(lag(hash) OVER chain, '\x'), journal) AS right_hash
          FROM journal
        WINDOW chain AS (ORDER BY id)) AS entries
 WHERE hash <> right_hash OR id <> coalesce(id_before, 0) + 1
 ORDER BY id;
