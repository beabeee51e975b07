-- Places of other sources in a box of degrees, not closed; one row, each column a text with a sign between the values.
--   west, south, east, north  degrees, WGS-84
--   other_than                the source to leave out; the made-up sample is left out too
--   between                   the sign
-- Rows: ids, sources, names, kinds, lons, lats; all NULL when there are none.
SELECT string_agg(id::text, %(between)s ORDER BY id) AS ids,
       string_agg(source, %(between)s ORDER BY id) AS sources,
       string_agg(replace(name, %(between)s, ' '), %(between)s ORDER BY id) AS names,
       string_agg(kind, %(between)s ORDER BY id) AS kinds,
       string_agg(ST_X(location::geometry)::text, %(between)s ORDER BY id) AS lons,
       string_agg(ST_Y(location::geometry)::text, %(between)s ORDER BY id) AS lats
  FROM station
 WHERE status <> 'closed'
   AND source NOT IN (%(other_than)s, 'sample')
   AND location::geometry && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326);
