-- Tell how far a job has come.
--   id, stage
UPDATE job SET stage = %(stage)s WHERE id = %(id)s AND state = 'working';
