-- Keep that something works again, and end its open reports up to that time.
--   station_id, what, service  of the fault
--   mended_at, said_by         when that was so, and whether a courier or a manager says it
--   held                       why it is to wait for a manager, and ends nothing until then; NULL: it counts
-- Index: fault_open.
SELECT mend_fault(station_id => %(station_id)s, what => %(what)s, service => %(service)s, mended_at => %(mended_at)s,
                  said_by => %(said_by)s, held => %(held)s);
