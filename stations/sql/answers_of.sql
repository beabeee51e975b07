-- What managers answered to reports of a place that are no longer shown, the newest first, for two weeks.
--   station_id  of the place
--   now         what time it is
-- Rows: what, service, text, at.  Index: ticket_of_station.
SELECT what, service, text, at FROM answers_of(%(station_id)s::bigint, %(now)s::timestamptz);
