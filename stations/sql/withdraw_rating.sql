-- Remove the vote that a voter gave a place on a day; one that a manager dropped stays, or it would count when given again.
--   station_id, day, voter  of the vote
DELETE FROM rating WHERE station_id = %(station_id)s AND day = %(day)s AND voter = %(voter)s::bytea
   AND held IS DISTINCT FROM 'dropped';
