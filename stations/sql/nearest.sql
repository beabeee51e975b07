-- Shown places nearest to a point, closest first.
--   here        geography point, WGS-84
--   limit       most rows to return
--   within_m    farthest acceptable distance, metres, inclusive; NULL for any
--   kinds       kinds, any of them; {} for any
--   services    services that must all be offered; {} asks for none
--   inferred    whether a service that was only guessed counts as offered; one that is reported out never does
--   open_texts  hours in force that are known to be open at the time asked for; NULL asks for no time
--   open_on     the date asked for, in China: a suspension that has ended by then does not count
--   min_rating  lowest acceptable score; NULL for any
-- Rows: of station_shown, with distance_m (geodesic, metres, in steps of 10 micrometres).  Index: station_location_gist.
--
-- Why steps: places equally far, such as mirror images, would be told apart by the last digits of the measure.
--
-- Why two steps: <-> on geography orders by the sphere while ST_Distance measures the spheroid, so the first `limit` by
-- <-> may not be the nearest ones. But the farthest of any `limit` places, measured truly, bounds the true answer:
-- everything within that reach is fetched and sorted by true distance. The reach also keeps a lookup with within_m from
-- walking the whole index when too few places qualify. (Values are literals by the time the planner sees them, so a
-- condition on a NULL is folded away. A reach as wide as the earth in its place would make the planner read all rows.)
WITH suitable AS NOT MATERIALIZED (
    SELECT id, location
      FROM station
     WHERE status IN ('open', 'suspended')
       AND (%(open_texts)s::text[] IS NULL
            OR hours_in_force = ANY (%(open_texts)s::text[]) AND (status = 'open' OR status_until < %(open_on)s))
       AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s::text[]))
       AND (%(services)s::text[] = '{}'
            OR services @> %(services)s::text[]
            OR %(inferred)s AND services || services_inferred @> %(services)s::text[])
       AND (%(services)s::text[] = '{}' OR NOT is_out(id, %(services)s::text[]))
       AND (%(min_rating)s::float8 IS NULL
            OR (SELECT score FROM rating_summary WHERE station_id = station.id) >= %(min_rating)s::float8)
), candidate AS MATERIALIZED (
    SELECT ST_Distance(location, %(here)s::geography) AS distance_m
      FROM suitable
     WHERE %(within_m)s::float8 IS NULL OR ST_DWithin(location, %(here)s::geography, %(within_m)s::float8 + 0.001)
     ORDER BY location <-> %(here)s::geography
     LIMIT %(limit)s
), found AS MATERIALIZED (
    SELECT id, round(ST_Distance(location, %(here)s::geography) * 1e5) / 1e5 AS distance_m
      FROM suitable
     WHERE ST_DWithin(location, %(here)s::geography, (SELECT max(distance_m) + 0.001 FROM candidate))
       AND (%(within_m)s::float8 IS NULL OR round(ST_Distance(location, %(here)s::geography) * 1e5) / 1e5 <= %(within_m)s::float8)
     ORDER BY distance_m, id
     LIMIT %(limit)s
)
SELECT station_shown.*, found.distance_m
  FROM found JOIN station_shown USING (id)
 ORDER BY distance_m, id;
