-- Ask for the next task of a list.
--   id, task       of the list; apply or undo
--   chosen (json)  how it is to be done
-- Rows: one: asked.
SELECT ask_job(%(id)s, %(task)s, %(chosen)s::jsonb) AS asked;
