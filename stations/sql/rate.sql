-- Count a vote, or replace the one that the same voter gave here on the same day.
--   station_id, voter, day, stars, comment  of the vote; a NULL comment leaves an earlier one
-- Rows: first, whether it is the voter's first.
INSERT INTO rating (station_id, day, voter, stars, comment)
VALUES (%(station_id)s, %(day)s, %(voter)s, %(stars)s, %(comment)s)
ON CONFLICT (station_id, day, voter) DO UPDATE
   SET stars = excluded.stars, comment = coalesce(excluded.comment, rating.comment), rated_at = now()
RETURNING xmax = 0 AS first;
