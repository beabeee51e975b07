-- Say as its manager that a service of a place works again; what was reported of it ends.
--   station_id, service  what works
--   at                   when that was said
-- Rows: done, false when nothing was reported of it.
SELECT bring_back(%(station_id)s::bigint, %(service)s::text, %(at)s::timestamptz) AS done;
