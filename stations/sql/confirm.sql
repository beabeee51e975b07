-- Count a confirmation, once a voter, place, fact and day, and renew the day on which the fact was last confirmed.
--   station_id, fact, day, voter  of the confirmation
-- Rows: first, whether it is the voter's first.
SELECT confirm_fact(station_id => %(station_id)s, fact => %(fact)s, day => %(day)s, voter => %(voter)s) AS first;
