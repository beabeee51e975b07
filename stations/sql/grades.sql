-- Grades that the acting account sees: those of its branch and those of the units above it.
--   grade_id  only this one, be it retired; NULL for all in use
-- Rows: id, unit_id, unit, name_zh, name_en, source, kinds, needed, points, version, retired, mine (whether the account may
-- change it).  Index: none, grades are few.
SELECT grade.id, grade.unit_id, unit.name AS unit, grade.name_zh, grade.name_en, grade.source, grade.kinds, grade.needed,
       grade.points, grade.version, grade.retired_at IS NOT NULL AS retired, may('amend', grade.unit_id) AS mine
  FROM grade JOIN unit ON unit.id = grade.unit_id
 WHERE grade.unit_id = ANY ((SELECT branch_of(NULL))::bigint[] || ARRAY(SELECT id FROM unit AS above WHERE lies_above(above.id)))
   AND CASE WHEN %(grade_id)s::bigint IS NULL THEN grade.retired_at IS NULL ELSE grade.id = %(grade_id)s END
 ORDER BY cardinality(unit.ancestors), unit.id, grade.id;
