-- Count or drop what waits because too much came at once.
--   sort, number  r a rating, f a report, m a mending, and its number
--   counted       whether it is to count
-- Rows: station_id, NULL where nothing of the branch waits under this number.
SELECT judge_held(%(sort)s, %(number)s::bigint, %(counted)s::boolean) AS station_id;
