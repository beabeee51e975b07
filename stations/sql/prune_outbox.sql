-- Remove what has stood in the outbox for the given time, and remember how far.
--   keep  how long a row stays at least; it goes by the first run that comes one to two such times later
-- Rows: removed, how many rows.
SELECT prune_outbox(%(keep)s) AS removed;
