-- Tell anew where a data set comes from, its numbers being the same.
--   id, what, source, licence, observed_on; NULL where nothing new is said
UPDATE demand
   SET what = coalesce(%(what)s, what), source = coalesce(%(source)s, source), licence = coalesce(%(licence)s, licence),
       observed_on = coalesce(%(observed_on)s::date, observed_on)
 WHERE id = %(id)s
   AND (what, source, licence, observed_on) IS DISTINCT FROM
       (coalesce(%(what)s, what), coalesce(%(source)s, source), coalesce(%(licence)s, licence),
        coalesce(%(observed_on)s::date, observed_on));
