-- Enter a grade of a unit.
--   unit_id, name_zh, name_en, source, kinds, needed, points
-- Rows: id, one.
INSERT INTO grade (unit_id, name_zh, name_en, source, kinds, needed, points)
VALUES (%(unit_id)s, %(name_zh)s, %(name_en)s, %(source)s, %(kinds)s::text[], %(needed)s, %(points)s::jsonb)
RETURNING id;
