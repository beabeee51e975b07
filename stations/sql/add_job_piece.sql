-- Keep a piece of a job's file.
--   job_id, part, piece (bytes)
INSERT INTO job_file (job_id, part, piece) VALUES (%(job_id)s, %(part)s, %(piece)s);
