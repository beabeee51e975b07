-- Keep that lists of a source call a place so.
--   source, source_id, station_id
INSERT INTO known_as (source, source_id, station_id) VALUES (%(source)s, %(source_id)s, %(station_id)s)
ON CONFLICT DO NOTHING;
