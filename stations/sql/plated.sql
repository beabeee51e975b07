-- What stands on the plates of a branch, by id; closed places have none.
--   unit_id  the branch's unit; NULL for the whole branch of the acting account
--   whole    whether places that no unit keeps belong to it
--   after    the last id of the part before
--   limit    most rows to return
-- Rows: id, name, address, kind.  Index: station_unit.
SELECT id, name, address, kind
  FROM station
 WHERE (unit_id = ANY ((SELECT branch_of(%(unit_id)s))::bigint[]) OR %(whole)s AND unit_id IS NULL AND (SELECT may('read', NULL)))
   AND status <> 'closed'
   AND id > %(after)s
 ORDER BY id
 LIMIT %(limit)s;
