-- Put a word on the list for which a comment waits, or take it off.
--   word    as people write it
--   listed  whether it is to be on the list
-- Rows: changed.
SELECT change_word(%(word)s, %(listed)s::boolean) AS changed;
