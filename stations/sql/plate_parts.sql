-- The parts into which the plates of a branch are cut.
--   unit_id, whole  as for plated.sql
--   size            plates in a part
-- Rows: after (the id before its first one), first and last (their numbers in the branch).  Index: station_unit.
SELECT min(id) - 1 AS after, min(number) AS first, max(number) AS last
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS number
          FROM station
         WHERE (unit_id = ANY ((SELECT branch_of(%(unit_id)s))::bigint[])
                OR %(whole)s AND unit_id IS NULL AND (SELECT may('read', NULL)))
           AND status <> 'closed') AS numbered
 GROUP BY (number - 1) / %(size)s
 ORDER BY after;
