-- Move a ticket on, and end its reports where it ends.
--   id      its number
--   to      seen, mended or refused
--   reason  why it is refused; NULL for the others
-- Rows: moved, false where it ended before, and state; none where the branch has no such ticket.
SELECT moved, state FROM move_ticket(%(id)s::bigint, %(to)s, %(reason)s);
