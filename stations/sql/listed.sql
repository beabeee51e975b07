-- Shown places by where they come from, by id.
--   source, kind, county  only these; NULL for any. A county is named by its code or its name.
--   limit                 most rows to return
-- Rows: of station_shown.
SELECT *
  FROM station_shown
 WHERE status IN ('open', 'suspended')
   AND (%(source)s IS NULL OR source = %(source)s)
   AND (%(kind)s IS NULL OR kind = %(kind)s)
   AND (%(county)s IS NULL OR county_code = %(county)s OR county_name = %(county)s)
 ORDER BY id
 LIMIT %(limit)s;
