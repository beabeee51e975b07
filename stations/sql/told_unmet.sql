-- Searches that found nothing near, as far as they may be told: on days before today, in steps of five, from five on.
--   today  in China
-- Rows: cell (H3, as a number), hour (of the week), searches.
SELECT cell, hour, searches FROM told_unmet(%(today)s);
