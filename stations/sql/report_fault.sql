-- Keep a report of a fault, under the number of the reports that the same device has open.
--   station_id, what, service, note  of the report; service NULL but for what is broken
--   voters       digests of the device on the days from which an open report may be
--   voter, day   its digest on the day of the report, and that day
--   newcomer     whether the device is less than a day old
--   held         why the report is to wait for a manager; NULL for no reason seen so far
--   reported_at, received_at   when it was tapped, and when it got here
-- Rows: first, whether the device said so within 24 hours; counted, whether it waits for nobody.  Index: fault_open.
SELECT first, counted
  FROM report_fault(station_id => %(station_id)s, what => %(what)s, service => %(service)s, note => %(note)s,
                    voters => %(voters)s, voter => %(voter)s, day => %(day)s, newcomer => %(newcomer)s, held => %(held)s,
                    reported_at => %(reported_at)s, received_at => %(received_at)s);
