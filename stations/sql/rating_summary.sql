-- The score of a place.
--   station_id  of the place
-- Rows: score, count; none before the first vote.
SELECT score, votes AS count FROM rating_summary WHERE station_id = %(station_id)s AND votes > 0;
