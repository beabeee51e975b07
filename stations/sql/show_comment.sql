-- Let a comment be public that waits or was hidden.
--   id  the number of its rating
-- Rows: done, NULL where the branch has no such rating.
SELECT show_comment(%(id)s::bigint) AS done;
