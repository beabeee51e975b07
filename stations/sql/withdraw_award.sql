-- Withdraw an award.
--   award_id, station_id  of the award, and of its place
-- Rows: id; none where there is no such award, or none any more.  Index: award_pkey.
UPDATE award SET withdrawn_at = now()
 WHERE id = %(award_id)s AND station_id = %(station_id)s AND withdrawn_at IS NULL
RETURNING id;
