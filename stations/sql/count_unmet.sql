-- Add searches that found nothing near, as a worker counted them.
--   cells, hours, counts  side by side: H3 cell, hour of the week, searches
--   today                 the day they were made on, in China
-- Rows: count_unmet, how many pairs of cell and hour were taken.
SELECT count_unmet(%(cells)s::bigint[], %(hours)s::integer[], %(counts)s::integer[], %(today)s);
