-- Units of a name, wherever they are.
--   name  of the unit
-- Rows: id, path, the names on the way to it.
SELECT unit.id, string_agg(above.name, '/' ORDER BY cardinality(above.ancestors)) AS path
  FROM unit JOIN unit AS above ON above.id = ANY (unit.ancestors)
 WHERE unit.name = %(name)s
 GROUP BY unit.id
 ORDER BY unit.id;
