-- Ask the unit above whether a rating is abuse.
--   id    its number
--   why  what makes one think so
-- Rows: done, NULL where the branch has no such rating.
SELECT ask_above(%(id)s::bigint, %(why)s) AS done;
