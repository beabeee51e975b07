-- Distinct hours of the places of the acting account's branch, for points that ask how long a place is open.
--   place  of this place alone; NULL for all
-- Rows: hours.  Index: station_unit.
SELECT DISTINCT hours
  FROM station
 WHERE hours IS NOT NULL AND unit_id = ANY ((SELECT branch_of(NULL))::bigint[]) AND (%(place)s::bigint IS NULL OR id = %(place)s);
