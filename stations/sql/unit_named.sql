-- The id of the unit of a name, below another.
--   parent  the unit above; NULL: none
--   name    of the unit
SELECT id FROM unit WHERE parent IS NOT DISTINCT FROM %(parent)s AND name = %(name)s;
