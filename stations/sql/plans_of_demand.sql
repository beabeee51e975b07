-- Plans that need a data set of demand: kept ones that were made from it, and those under way that ask for its name.
--   id    of the data set
--   name  of it; NULL where another one has its name by now
-- Rows: id, title, state.
SELECT id, title, state
  FROM plan
 WHERE state = 'done' AND (result -> 'inputs' -> 'demand' ->> 'id')::bigint = %(id)s
    OR state IN ('queued', 'working') AND asked ->> 'demand' = %(name)s::text
 ORDER BY id;
