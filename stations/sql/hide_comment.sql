-- Hide the comment of a rating.
--   id    its number
--   reason  why, for its writer
-- Rows: done, NULL where the branch has no such rating.
SELECT hide_comment(%(id)s::bigint, %(reason)s) AS done;
