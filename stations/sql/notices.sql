-- What no manager has seen yet: faults that came to be shown, the oldest first.
--   station_id  only of this place; NULL for all
-- Rows: id, station_id, name, what, service, at.  Index: notice_unseen.
SELECT notice.id, notice.station_id, station.name, notice.what, notice.service, notice.at
  FROM notice
  JOIN station ON station.id = notice.station_id
 WHERE notice.seen_at IS NULL
   AND (%(station_id)s::bigint IS NULL OR notice.station_id = %(station_id)s)
 ORDER BY notice.at, notice.id;
