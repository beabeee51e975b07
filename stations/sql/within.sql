-- Shown places inside a box of degrees, by id.
--   box, other_box  planar polygons, WGS-84: the two halves of a box across the 180th meridian, else the same twice
--   after           only ids beyond this one
--   limit           most rows to return
--   kinds, services, inferred, open_texts, open_on   as in nearest.sql
-- Rows: of station_shown.  Index: station_degrees_gist.
WITH found AS MATERIALIZED (
    SELECT id
      FROM station
     WHERE status IN ('open', 'suspended')
       AND (ST_Intersects(location::geometry, %(box)s::geometry) OR ST_Intersects(location::geometry, %(other_box)s::geometry))
       AND id > %(after)s
       AND (%(open_texts)s::text[] IS NULL
            OR hours_in_force = ANY (%(open_texts)s::text[]) AND (status = 'open' OR status_until < %(open_on)s))
       AND (%(kinds)s::text[] = '{}' OR kind = ANY (%(kinds)s::text[]))
       AND (%(services)s::text[] = '{}'
            OR services @> %(services)s::text[]
            OR %(inferred)s AND services || services_inferred @> %(services)s::text[])
       AND (%(services)s::text[] = '{}' OR NOT is_out(id, %(services)s::text[]))
     ORDER BY id
     LIMIT %(limit)s
)
SELECT station_shown.* FROM found JOIN station_shown USING (id) ORDER BY id;
