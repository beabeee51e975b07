-- Votes by stars.
--   station_id  of the place
-- Rows: stars, count.
SELECT stars, count(*) AS count FROM rating WHERE station_id = %(station_id)s AND held IS NULL GROUP BY stars;
