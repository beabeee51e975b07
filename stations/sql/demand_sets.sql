-- Data sets of demand that the acting account may see, or all; the nearest to its own unit first, then the newest.
--   name  of this name; NULL for any
--   id    this one; NULL for any
--   past  also those that were replaced
--   own   only those of the acting account's own unit (for all where nobody acts)
-- Rows: as `demand`.
SELECT id, unit_id, name, what, source, licence, observed_on, file_name, sha256, asked, datum, points, weight, by_hour, bbox,
       notes, loaded_by, loaded_at, replaced_at
  FROM demand
 WHERE (%(name)s::text IS NULL OR name = %(name)s)
   AND (%(id)s::bigint IS NULL OR id = %(id)s)
   AND (%(past)s OR replaced_at IS NULL)
   AND (NOT %(own)s OR unit_id IS NOT DISTINCT FROM (SELECT acting_unit()))
 ORDER BY (unit_id IS NOT DISTINCT FROM (SELECT acting_unit())) DESC, (unit_id IS NULL) DESC, id DESC;
