-- Where places of a source lie.
--   source, source_ids  of the places
-- Rows: source_id, lon, lat.  Index: one_record_a_source_id.
SELECT source_id, ST_X(location::geometry) AS lon, ST_Y(location::geometry) AS lat
  FROM station
 WHERE source = %(source)s AND source_id = ANY (%(source_ids)s::text[]);
