-- What stands on the plate of a place, and whether the acting account may have it.
--   id  of the place
-- Rows: id, name, address, kind, mine.
SELECT id, name, address, kind, may('read', unit_id) AS mine FROM station WHERE id = %(id)s;
