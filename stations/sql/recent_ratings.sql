-- The newest ratings of a place that say something in words, with what a manager answered.
--   station_id  of the place
--   limit       most rows to return
-- Rows: stars, comment, rated_on, reasons, answer, answered_at.  Index: rating_newest.
SELECT rating.stars, rating.comment, rating.day AS rated_on, rating.reasons, answer.text AS answer, answer.answered_at
  FROM rating
  LEFT JOIN answer ON answer.rating_id = rating.id
 WHERE rating.station_id = %(station_id)s AND rating.comment ~ '\S' AND rating.held IS NULL
 ORDER BY rating.rated_at DESC
 LIMIT %(limit)s;
