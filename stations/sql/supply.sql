-- Places that a plan counts, by id.
--   kinds, services, counties  texts: of any of these kinds, with all of these services, in any of these counties (by code or
--                              name); {} for any
--   units                      ids: kept by any of these units or one below it; {} for any
--   statuses                   of any of these
-- Rows: id, name, kind, lon, lat, capacity, hours (in force, or NULL).
SELECT shown.id, shown.name, shown.kind, shown.lon, shown.lat, shown.capacity, shown.hours_in_force AS hours
  FROM station_shown AS shown
  JOIN station ON station.id = shown.id
 WHERE shown.status = ANY (%(statuses)s::text[])
   AND (%(kinds)s::text[] = '{}' OR shown.kind = ANY (%(kinds)s::text[]))
   AND shown.services @> %(services)s::text[]
   AND (%(counties)s::text[] = '{}' OR shown.county_code = ANY (%(counties)s::text[]) OR shown.county_name = ANY (%(counties)s::text[]))
   AND (%(units)s::bigint[] = '{}' OR EXISTS (
           SELECT FROM unit WHERE unit.id = station.unit_id AND unit.ancestors && %(units)s::bigint[]))
 ORDER BY shown.id;
