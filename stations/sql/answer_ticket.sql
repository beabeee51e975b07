-- Answer a ticket for all to read.
--   id    its number
--   text  the answer
-- Rows: id, NULL where the branch has no such ticket.
SELECT answer_ticket(%(id)s::bigint, %(text)s) AS id;
