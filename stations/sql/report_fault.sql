-- Keep a report of a fault, under the number of the reports that the same device has open.
--   station_id, what, service, note  of the report; service NULL but for what is broken
--   voters       digests of the device on the days from which an open report may be
--   voter, day   its digest on the day of the report, and that day
--   newcomer     whether the device is less than a day old
--   held         why the report is to wait for a manager; NULL for no reason seen so far
--   reported_at, received_at   when it was tapped, and when it got here
-- Rows: first, whether the device said so within 24 hours; counted, whether it waits for nobody.  Index: fault_open.
--
-- Beyond four new devices that report one fault of one place within ten minutes the further ones wait. What was tapped
-- before somebody said "works again" ended then, whenever it gets here.
WITH mine AS MATERIALIZED (
    SELECT id, reporter, held, reported_at
      FROM fault
     WHERE station_id = %(station_id)s AND what = %(what)s AND service IS NOT DISTINCT FROM %(service)s::text
       AND ended_at IS NULL AND voter = ANY (%(voters)s::bytea[])
), known AS MATERIALIZED (
    SELECT min(reporter) AS reporter, bool_or(held IS NULL) AS counted, min(held) AS held,
           bool_or(reported_at - %(reported_at)s::timestamptz BETWEEN interval '-24 hours' AND interval '24 hours') AS lately
      FROM mine
), joined AS (
    UPDATE fault SET reporter = known.reporter
      FROM known
     WHERE fault.id IN (SELECT id FROM mine WHERE mine.reporter <> known.reporter)
), crowd AS MATERIALIZED (
    SELECT count(DISTINCT reporter) AS newcomers
      FROM fault
     WHERE %(newcomer)s AND newcomer AND station_id = %(station_id)s AND what = %(what)s
       AND service IS NOT DISTINCT FROM %(service)s::text
       AND received_at > %(received_at)s::timestamptz - interval '10 minutes'
), mended AS MATERIALIZED (
    SELECT mended_at, said_by
      FROM mending
     WHERE station_id = %(station_id)s AND what = %(what)s AND service IS NOT DISTINCT FROM %(service)s::text
       AND held IS NULL AND mended_at >= %(reported_at)s::timestamptz
     ORDER BY mended_at
     LIMIT 1
), kept AS (
    INSERT INTO fault (station_id, what, service, note, day, voter, reporter, newcomer, reported_at, received_at, held,
                       ended_at, ended_by)
    SELECT %(station_id)s, %(what)s, %(service)s, %(note)s, %(day)s, %(voter)s,
           coalesce(known.reporter, nextval('fault_reporter')), %(newcomer)s, %(reported_at)s, %(received_at)s,
           CASE WHEN known.counted THEN NULL
                WHEN known.held IS NOT NULL THEN known.held
                WHEN %(held)s::text IS NOT NULL THEN %(held)s
                WHEN crowd.newcomers >= 4 THEN 'burst' END,
           mended.mended_at, mended.said_by
      FROM known CROSS JOIN crowd LEFT JOIN mended ON true
    RETURNING held
)
SELECT NOT coalesce(known.lately, false) AS first, kept.held IS NULL AS counted FROM known CROSS JOIN kept;
