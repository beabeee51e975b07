-- Ratings of the acting account's branch, the newest first.
--   show        all, waiting (whose comment waits), asked (put to the unit above and not ruled), hidden, or dropped: of the
--               last thirty days, of places whose mean fell in them by half a star against all before
--   station_id  only of this place; NULL for all
--   id          only this one; NULL for all
--   after       the last rating of the page before; NULL for the first page
--   limit       most rows to return
-- Rows: of stations.moderation.Said.  Index: rating_newest_of_all, rating_by_day (0013).
--
-- Others' ratings are public, so the branch is asked for here, not by the policy alone.
WITH me AS MATERIALIZED (
    SELECT coalesce(may('moderate', NULL), false) AS everywhere, branch('moderate') AS units
), lately AS MATERIALIZED (
    SELECT station_id, count(*) AS votes, sum(stars) AS stars
      FROM rating
     WHERE %(show)s = 'dropped' AND day > (now() AT TIME ZONE 'Asia/Shanghai')::date - 30 AND held IS NULL
     GROUP BY station_id
    HAVING count(*) >= 3
), dropped AS MATERIALIZED (
    SELECT station_id
      FROM lately
      JOIN rating_summary AS summary USING (station_id)
     WHERE summary.votes - lately.votes >= 5
       AND lately.stars::float / lately.votes + 0.5
           <= (summary.stars_sum - lately.stars)::float / (summary.votes - lately.votes)
)
SELECT rating.id, rating.station_id, station.name, unit.name AS unit, rating.stars, coalesce(rating.comment, kept.comment) AS comment,
       rating.reasons, rating.day AS rated_on, rating.rated_at, rating.held IS NULL AS counted,
       CASE WHEN kept.comment IS NOT NULL THEN kept.why END AS why, kept.reason AS hidden,
       judged.asked, judged.abuse, judged.reason AS ruling, desk_name(judged.ruled_by) AS ruled_by,
       answer.text AS answer, answer.answered_at, rules_over(rating.station_id) AS above
  FROM me
  JOIN station ON me.everywhere OR station.unit_id = ANY (me.units)
  JOIN rating ON rating.station_id = station.id
  LEFT JOIN unit ON unit.id = station.unit_id
  LEFT JOIN withheld_comment AS kept ON kept.rating_id = rating.id
  LEFT JOIN rating_case AS judged ON judged.rating_id = rating.id
  LEFT JOIN answer ON answer.rating_id = rating.id
 WHERE (rating.held IS NULL OR judged.abuse)
   AND CASE %(show)s WHEN 'waiting' THEN kept.comment IS NOT NULL AND kept.why <> 'hidden'
                     WHEN 'hidden' THEN kept.comment IS NOT NULL AND kept.why = 'hidden'
                     WHEN 'asked' THEN judged.asked IS NOT NULL AND judged.abuse IS NULL
                     WHEN 'dropped' THEN rating.station_id IN (SELECT station_id FROM dropped)
                                         AND rating.day > (now() AT TIME ZONE 'Asia/Shanghai')::date - 30
                     ELSE true END
   AND (%(station_id)s::bigint IS NULL OR rating.station_id = %(station_id)s)
   AND (%(id)s::bigint IS NULL OR rating.id = %(id)s)
   AND (%(after)s::bigint IS NULL
        OR (rating.rated_at, rating.id) < (SELECT last.rated_at, last.id FROM rating AS last WHERE last.id = %(after)s))
 ORDER BY rating.rated_at DESC, rating.id DESC
 LIMIT %(limit)s;
