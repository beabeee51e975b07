-- Keep that something works again.
--   station_id, what, service  of the fault
--   mended_at, said_by         when that was so, and whether a courier or a manager says it
--   held                       why it is to wait for a manager; NULL: it counts
INSERT INTO mending (station_id, what, service, mended_at, said_by, held)
VALUES (%(station_id)s, %(what)s, %(service)s, %(mended_at)s, %(said_by)s, %(held)s);
