-- Whether somebody wants a plan to come to an end.
--   id
-- Rows: one or none: asked.
SELECT stop_asked IS NOT NULL AS asked FROM plan WHERE id = %(id)s;
