-- Close the places of a source that its incoming list does not name, but for those whose status was set by hand.
--   source         of the list
--   left_its_list  the reason to keep
UPDATE station
   SET status = 'closed', status_reason = %(left_its_list)s, status_until = NULL
 WHERE source = %(source)s AND status <> 'closed' AND 'status' <> ALL (edited_fields)
   AND NOT EXISTS (SELECT FROM incoming WHERE incoming.source_id = station.source_id);
