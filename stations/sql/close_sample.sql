-- Close the made-up places of the sample when a real list comes in.
--   source  of the list that comes in
UPDATE station
   SET status = 'closed', status_reason = 'made-up sample, replaced by a real list'
 WHERE source = 'sample' AND status <> 'closed' AND %(source)s <> 'sample';
