-- The words for which a comment waits.
-- Rows: word.
SELECT word FROM listed_word ORDER BY word;
