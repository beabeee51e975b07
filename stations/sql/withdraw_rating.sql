-- Remove the vote that a voter gave a place on a day.
--   station_id, day, voter  of the vote
DELETE FROM rating WHERE station_id = %(station_id)s AND day = %(day)s AND voter = %(voter)s::bytea;
