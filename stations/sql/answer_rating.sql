-- Answer a rating for all to read.
--   id    its number
--   text  the answer
-- Rows: done, NULL where the branch has no such rating.
SELECT answer_rating(%(id)s::bigint, %(text)s) AS done;
