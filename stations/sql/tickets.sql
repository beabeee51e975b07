-- Tickets of the acting account's branch: open ones first, a locked door first, what is not answered, the oldest first.
--   show        open, new, seen or all
--   station_id  only of this place; NULL for all
--   id          only this one; NULL for all
--   after       the last ticket of the page before; NULL for the first page
--   limit       most rows to return
-- Rows: of stations.tickets.Ticket.  Index: ticket_open.
--
-- The policy of `ticket` decides what is seen; reports are counted for the rows of the page alone.
WITH page AS MATERIALIZED (
    SELECT ticket.*, answer.text AS answer, answer.answered_at,
           (ticket.ended_at IS NOT NULL, ticket.what <> 'door_locked', answer.id IS NOT NULL, ticket.opened_at, ticket.id) AS rank
      FROM ticket
      LEFT JOIN answer ON answer.ticket_id = ticket.id
     WHERE (%(show)s = 'all' OR ticket.ended_at IS NULL AND %(show)s IN ('open', ticket.state))
       AND (%(station_id)s::bigint IS NULL OR ticket.station_id = %(station_id)s)
       AND (%(id)s::bigint IS NULL OR ticket.id = %(id)s)
       AND (%(after)s::bigint IS NULL
            OR (ticket.ended_at IS NOT NULL, ticket.what <> 'door_locked', answer.id IS NOT NULL, ticket.opened_at, ticket.id)
               > (SELECT last.ended_at IS NOT NULL, last.what <> 'door_locked',
                         EXISTS (SELECT FROM answer WHERE answer.ticket_id = last.id), last.opened_at, last.id
                    FROM ticket AS last WHERE last.id = %(after)s))
     ORDER BY rank
     LIMIT %(limit)s
)
SELECT page.id, page.station_id, station.name, unit.name AS unit, page.what, page.service, page.state,
       said.people, coalesce(condition.reports @> jsonb_build_array(jsonb_build_object('what', page.what, 'service', page.service))
                             AND page.ended_at IS NULL, false) AS public,
       said.notes, page.opened_at, said.last_at, page.seen_at, desk_name(page.seen_by) AS seen_by, page.ended_at,
       desk_name(page.ended_by) AS ended_by, page.reason, page.answer, page.answered_at
  FROM page
  JOIN station ON station.id = page.station_id
  LEFT JOIN unit ON unit.id = station.unit_id
  LEFT JOIN station_condition AS condition ON condition.station_id = page.station_id
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT fault.reporter) AS people, max(fault.reported_at) AS last_at,
              coalesce(array_agg(DISTINCT fault.note) FILTER (WHERE fault.note ~ '\S'), '{}') AS notes
         FROM fault
        WHERE fault.station_id = page.station_id AND fault.what = page.what
          AND fault.service IS NOT DISTINCT FROM page.service AND fault.held IS NULL
          AND fault.reported_at >= page.opened_at
          AND (page.ended_at IS NULL AND fault.ended_at IS NULL OR fault.reported_at <= page.ended_at)) AS said
 ORDER BY page.rank;
