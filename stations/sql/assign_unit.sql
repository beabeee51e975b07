-- Give places a unit.
--   unit_id  the unit
--   ids      of the places; NULL: by what follows
--   source   of the places; NULL: any
--   kind     of the places; NULL: any
UPDATE station
   SET unit_id = %(unit_id)s
 WHERE (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s::bigint[]))
   AND (%(source)s::text IS NULL OR source = %(source)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s)
   AND unit_id IS DISTINCT FROM %(unit_id)s;
