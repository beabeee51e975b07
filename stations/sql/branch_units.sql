-- Units of the acting account's branch, each after the one above it.
-- Rows: id, name, level, depth (how many stand above it).  Index: none, units are some thousands at most.
SELECT id, name, level, cardinality(ancestors) - 1 AS depth
  FROM unit
 WHERE id = ANY ((SELECT branch_of(NULL))::bigint[])
 ORDER BY ancestors;
