-- A piece of a job's file.
--   job_id, part
-- Rows: one or none: piece.
SELECT piece FROM job_file WHERE job_id = %(job_id)s AND part = %(part)s;
