-- What is open at some places.
--   station_ids  of the places
-- Rows: station_id, what, tickets, unanswered_since (of the oldest ticket without an answer, or NULL); a locked door first.
-- Index: ticket_open.
SELECT ticket.station_id, ticket.what, count(*) AS tickets,
       min(ticket.opened_at) FILTER (WHERE answer.id IS NULL) AS unanswered_since
  FROM ticket
  LEFT JOIN answer ON answer.ticket_id = ticket.id
 WHERE ticket.station_id = ANY (%(station_ids)s::bigint[]) AND ticket.ended_at IS NULL
 GROUP BY ticket.station_id, ticket.what
 ORDER BY ticket.station_id, array_position('{door_locked,closed,moved,no_water,broken,other}', ticket.what);
