-- End all open reports of a fault up to a time, since it was mended then.
--   station_id, what, service  of the fault
--   mended_at, said_by         when that was so, and whether a courier or a manager says it
-- Index: fault_open.
SELECT end_faults(station_id => %(station_id)s, what => %(what)s, service => %(service)s, mended_at => %(mended_at)s,
                  said_by => %(said_by)s);
