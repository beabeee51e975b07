-- End all open reports of a fault up to a time, since it was mended then.
--   station_id, what, service  of the fault
--   mended_at, said_by         when that was so, and whether a courier or a manager says it
-- Index: fault_open.
UPDATE fault
   SET ended_at = %(mended_at)s, ended_by = %(said_by)s
 WHERE station_id = %(station_id)s AND what = %(what)s AND service IS NOT DISTINCT FROM %(service)s::text
   AND ended_at IS NULL AND reported_at <= %(mended_at)s::timestamptz;
