-- The ids of a source's places.
--   source  of the places
-- Rows: id, source_id.
SELECT id, source_id FROM station WHERE source = %(source)s ORDER BY id;
