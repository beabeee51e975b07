-- Tell that a job that is worked on came to nothing, and why.
--   id, reason (a word), params (json)
UPDATE job SET state = 'failed', stage = NULL, reason = %(reason)s, params = %(params)s::jsonb, changed_at = now()
 WHERE id = %(id)s AND state = 'working';
