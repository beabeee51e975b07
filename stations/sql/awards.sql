-- Awards of a place that were not withdrawn, the latest first.
--   station_id  of the place
-- Rows: id, name, given_by, given_on, until, noted_by.  Index: award_of_station.
SELECT id, name, given_by, given_on, until, noted_by
  FROM award
 WHERE station_id = %(station_id)s AND withdrawn_at IS NULL
 ORDER BY given_on DESC, id DESC;
