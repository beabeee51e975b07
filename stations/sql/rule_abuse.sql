-- Rule whether a rating is abuse.
--   id             its number
--   abuse, reason  the ruling
-- Rows: done, NULL where the branch has no such rating.
SELECT rule_abuse(%(id)s::bigint, %(abuse)s::boolean, %(reason)s) AS done;
