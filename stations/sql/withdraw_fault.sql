-- End the open reports of a fault by a device that said so within the last day.
--   station_id, what, service   of the fault
--   voters                      digests of the device on the days from which an open report may be
--   at                          now
-- One that a manager dropped stays, or it would count when given again.  Index: fault_open.
WITH mine AS MATERIALIZED (
    SELECT DISTINCT reporter
      FROM fault
     WHERE station_id = %(station_id)s AND what = %(what)s AND service IS NOT DISTINCT FROM %(service)s::text
       AND ended_at IS NULL AND voter = ANY (%(voters)s::bytea[])
       AND reported_at > %(at)s::timestamptz - interval '24 hours'
)
UPDATE fault
   SET ended_at = %(at)s, ended_by = 'withdrawn'
 WHERE station_id = %(station_id)s AND what = %(what)s AND service IS NOT DISTINCT FROM %(service)s::text
   AND ended_at IS NULL AND reporter IN (SELECT reporter FROM mine) AND held IS DISTINCT FROM 'dropped';
