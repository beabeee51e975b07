-- Tell how far a plan has come.
--   job_id, stage, share (0 to 1, or NULL)
UPDATE plan SET stage = %(stage)s, share = least(1, greatest(0, %(share)s::real)) WHERE job_id = %(job_id)s AND state = 'working';
