-- The way from the root to a unit, itself last, as far as it lies in the acting account's branch.
--   id  of the unit
-- Rows: id, name.
SELECT above.id, above.name
  FROM unit JOIN unit AS above ON above.id = ANY (unit.ancestors)
 WHERE unit.id = %(id)s AND in_branch(above.id)
 ORDER BY cardinality(above.ancestors);
