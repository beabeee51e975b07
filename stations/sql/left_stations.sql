-- Places of a source, not closed, that its incoming list does not name.
--   source  of the list
-- Rows: id, source_id, name.
SELECT id, source_id, name
  FROM station
 WHERE source = %(source)s AND status <> 'closed'
   AND NOT EXISTS (SELECT FROM incoming WHERE incoming.source_id = station.source_id)
 ORDER BY id;
