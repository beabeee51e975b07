-- Have a plan come to an end.
--   id
-- Rows: one: stopped; false when it neither waits nor is worked on, or is not the account's to stop.
SELECT stop_plan(%(id)s) AS stopped;
