-- Change a grade that is in use and still the version that was read.
--   grade_id, version  which, and which version the change is made to
--   name_zh, name_en, source, kinds, needed, points
-- Rows: version, the new one; none where it was changed since, retired, or is not the account's.  Index: grade_pkey.
UPDATE grade
   SET name_zh = %(name_zh)s, name_en = %(name_en)s, source = %(source)s, kinds = %(kinds)s::text[], needed = %(needed)s,
       points = %(points)s::jsonb
 WHERE id = %(grade_id)s AND version = %(version)s AND retired_at IS NULL AND may('amend', unit_id)
RETURNING version;
