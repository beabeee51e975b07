-- End the open reports of a fault by a device that said so within the last day.
--   station_id, what, service   of the fault
--   voters                      digests of the device on the days from which an open report may be
--   at                          now
-- One that a manager dropped stays, or it would count when given again.  Index: fault_open.
SELECT withdraw_fault(station_id => %(station_id)s, what => %(what)s, service => %(service)s, voters => %(voters)s,
                      at => %(at)s);
