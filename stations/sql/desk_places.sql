-- The places of the acting account's branch, what needs somebody first, then by id; a page of them.
--   today, hours_age, services_age, below, asked, wanted  as desk_places() of migration 0013 has them
--   rank, after  of the last place of the page before; 0 and 0 for the first page
--   limit        most rows to return
-- Rows: as of desk_places(), and total, needing: how many places there are in all, and that need somebody.
-- Index: station_unit.
WITH found AS MATERIALIZED (
    SELECT *
      FROM desk_places(%(today)s::date, %(hours_age)s::integer, %(services_age)s::integer, %(below)s::bigint, %(asked)s::text,
                       %(wanted)s::text, NULL)
)
SELECT found.*, counted.total, counted.needing
  FROM (SELECT count(*) AS total, count(*) FILTER (WHERE rank < 9) AS needing FROM found) AS counted
  LEFT JOIN LATERAL (
       SELECT * FROM found WHERE (rank, id) > (%(rank)s::integer, %(after)s::bigint) ORDER BY rank, id LIMIT %(limit)s::integer
       ) AS found ON true
 ORDER BY found.rank, found.id;
