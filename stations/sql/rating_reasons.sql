-- How many votes for a place give each reason.
--   station_id  of the place
-- Rows: code, count; only those given, in the order in which people should see them.
SELECT reason.code, count(*) AS count
  FROM rating
 CROSS JOIN unnest(rating.reasons) AS given (code)
  JOIN rating_reason AS reason USING (code)
 WHERE rating.station_id = %(station_id)s AND rating.held IS NULL
 GROUP BY reason.code, reason.rank
 ORDER BY reason.rank, reason.code;
