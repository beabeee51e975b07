-- Count a vote, or replace the one that the same voter gave here on the same day by the one that was tapped later.
--   station_id, voter, day, stars   of the vote
--   comment, reasons                NULL leaves those of an earlier vote
--   newcomer     whether the device is less than a day old
--   held         why the vote is to wait for a manager; NULL for no reason seen so far
--   rated_at, received_at           when it was tapped, and when it got here; NULL for now
-- Rows: first, whether it is the voter's first of the day; stars, comment and reasons, as they stand now; counted.
--
-- Beyond ten votes of new devices for one place within ten minutes the further ones wait for a manager.
WITH crowd AS MATERIALIZED (
    SELECT count(*) AS newcomers
      FROM rating
     WHERE %(newcomer)s AND newcomer AND station_id = %(station_id)s
       AND received_at > coalesce(%(received_at)s::timestamptz, now()) - interval '10 minutes'
)
INSERT INTO rating (station_id, voter, day, stars, comment, reasons, newcomer, rated_at, received_at, held)
SELECT %(station_id)s, %(voter)s::bytea, %(day)s::date, %(stars)s, %(comment)s, coalesce(%(reasons)s::text[], '{}'),
       %(newcomer)s, coalesce(%(rated_at)s::timestamptz, now()), coalesce(%(received_at)s::timestamptz, now()),
       coalesce(%(held)s::text, CASE WHEN crowd.newcomers >= 10 THEN 'burst' END)
  FROM crowd
ON CONFLICT (station_id, day, voter) DO UPDATE
   SET stars = CASE WHEN excluded.rated_at >= rating.rated_at THEN excluded.stars ELSE rating.stars END,
       comment = CASE WHEN excluded.rated_at >= rating.rated_at THEN coalesce(excluded.comment, rating.comment)
                      ELSE coalesce(rating.comment, excluded.comment) END,
       reasons = CASE WHEN excluded.rated_at >= rating.rated_at THEN coalesce(%(reasons)s::text[], rating.reasons)
                      WHEN rating.reasons = '{}' THEN excluded.reasons ELSE rating.reasons END,
       rated_at = greatest(excluded.rated_at, rating.rated_at)
RETURNING xmax = 0 AS first, stars, comment, reasons, held IS NULL AS counted;
