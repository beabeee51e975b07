-- Give a unit that has no county its own.
--   id, county_code
UPDATE unit SET county_code = %(county_code)s WHERE id = %(id)s AND county_code IS NULL;
