-- What a device said of a place, as its writer may see it.
--   station_id  of the place
--   voters      digests of the device on some days
-- Rows: rated_on, stars, comment, reasons, counted, waits, hidden (the reason, or NULL), ruled (why it counts no longer, or
-- NULL); the newest first.
SELECT rated_on, stars, comment, reasons, counted, waits, hidden, ruled FROM own_ratings(%(station_id)s::bigint, %(voters)s::bytea[]);
