-- Keep the dated exceptions of one place, in place of those it had; the same ones are no new version of its record.
--   id          of the place
--   exceptions  dated rules, the newest last; NULL for none
UPDATE station
   SET hours_exceptions = %(exceptions)s
 WHERE id = %(id)s
   AND hours_exceptions IS DISTINCT FROM %(exceptions)s;
