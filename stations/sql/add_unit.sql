-- Enter a unit.
--   parent       the unit above; NULL: none
--   level, name  as the table has them
--   county_code  the county whose places are its own; NULL: none
-- Rows: id.
SELECT add_unit(%(parent)s, %(level)s, %(name)s, %(county_code)s) AS id;
