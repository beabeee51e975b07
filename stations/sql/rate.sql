-- Count a vote, or replace the one that the same voter gave here on the same day by the one that was tapped later.
--   station_id, voter, day, stars   of the vote
--   comment, reasons                NULL leaves those of an earlier vote
--   newcomer     whether the device is less than a day old
--   held         why the vote is to wait for a manager; NULL for no reason seen so far
--   rated_at, received_at           when it was tapped, and when it got here; NULL for now
-- Rows: first, whether it is the voter's first of the day; stars, comment and reasons, as they stand now; counted.
SELECT first, stars_now AS stars, comment_now AS comment, reasons_now AS reasons, counted
  FROM rate(station_id => %(station_id)s, voter => %(voter)s, day => %(day)s, stars => %(stars)s, comment => %(comment)s,
            reasons => %(reasons)s, newcomer => %(newcomer)s, held => %(held)s, rated_at => %(rated_at)s,
            received_at => %(received_at)s);
