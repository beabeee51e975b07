-- Shown places nearest to each of many points.
--   points    geography points, WGS-84, in the order of the answer
--   limit     most places for each point
--   kinds, services  as in nearest.sql; services are known ones
-- Rows: row (from 1), id, distance_m (geodesic, metres, in steps as in nearest.sql), by row, distance, id.  Index: station_location_gist.
--
-- As in nearest.sql, the farthest of any `limit` places bounds the answer, since <-> orders by the sphere.
SELECT asked.row, found.id, found.distance_m
  FROM unnest(%(points)s::geography[]) WITH ORDINALITY AS asked (here, row)
 CROSS JOIN LATERAL (
    SELECT max(distance_m) + 0.001 AS reach_m
      FROM (SELECT ST_Distance(location, asked.here) AS distance_m
              FROM station
             WHERE status IN ('open', 'suspended')
               AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s::text[]))
               AND (%(services)s::text[] = '{}' OR services @> %(services)s::text[])
               AND (%(services)s::text[] = '{}' OR NOT is_out(id, %(services)s::text[]))
             ORDER BY location <-> asked.here
             LIMIT %(limit)s) AS candidate
 ) AS bound
 CROSS JOIN LATERAL (
    SELECT id, round(ST_Distance(location, asked.here) * 1e5) / 1e5 AS distance_m
      FROM station
     WHERE status IN ('open', 'suspended')
       AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s::text[]))
       AND (%(services)s::text[] = '{}' OR services @> %(services)s::text[])
       AND (%(services)s::text[] = '{}' OR NOT is_out(id, %(services)s::text[]))
       AND ST_DWithin(location, asked.here, bound.reach_m)
     ORDER BY distance_m, id
     LIMIT %(limit)s
 ) AS found
 ORDER BY asked.row, found.distance_m, found.id;
