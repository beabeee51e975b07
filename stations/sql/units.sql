-- Units of the acting account's branch, or all, each after the one above it.
--   everywhere  all, for the owner of the store
--   id          only this one; NULL: all
--   below       only those directly below this one, or, for 0, below none; NULL: all
--   after       only those whose ids follow this one; 0 for all
--   most        how many
-- Rows: id, parent, level, name, county_code, depth, places.  Below every unit stand only later ones.
SELECT unit.id, unit.parent, unit.level, unit.name, unit.county_code, cardinality(unit.ancestors) AS depth,
       (SELECT count(*) FROM station WHERE station.unit_id = unit.id) AS places
  FROM unit
 WHERE (%(everywhere)s OR (SELECT may('read', NULL)) OR unit.id = ANY ((SELECT branch('read'))::bigint[]))
   AND (%(id)s::bigint IS NULL OR unit.id = %(id)s) AND (%(below)s::bigint IS NULL OR unit.parent IS NOT DISTINCT FROM nullif(%(below)s::bigint, 0))
   AND unit.id > %(after)s
 ORDER BY unit.id
 LIMIT %(most)s;
