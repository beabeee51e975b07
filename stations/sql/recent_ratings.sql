-- The newest ratings of a place that say something in words.
--   station_id  of the place
--   limit       most rows to return
-- Rows: stars, comment, rated_on, reasons.  Index: rating_newest.
SELECT stars, comment, day AS rated_on, reasons
  FROM rating
 WHERE station_id = %(station_id)s AND comment ~ '\S' AND held IS NULL
 ORDER BY rated_at DESC
 LIMIT %(limit)s;
