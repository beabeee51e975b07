-- Say as its manager that a service of a place is out for now; all see it at once.
--   station_id, service  what is out
--   at, day              when that was said, and which day that was in China
-- Rows: done, false when it was out already.
SELECT take_out(%(station_id)s::bigint, %(service)s::text, %(at)s::timestamptz, %(day)s::date) AS done;
