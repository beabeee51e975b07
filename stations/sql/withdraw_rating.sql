-- Remove the vote that a voter gave a place on a day; one that a manager dropped stays, or it would count when given again.
--   station_id, day, voter  of the vote
-- Rows: id, of what was removed; one or none.
SELECT id FROM withdraw_rating(station_id => %(station_id)s, day => %(day)s, voter => %(voter)s) AS id;
