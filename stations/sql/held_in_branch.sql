-- What waits in the acting account's branch because too much came at once, the oldest first.
-- Rows: id (r, f or m and a number), station_id, name, what, at, why.  Index: rating_held, fault_held, mending_held.
--
-- The policies of the three tables show to a branch what is its own.
SELECT said.id, said.station_id, station.name, said.what, said.at, said.why
  FROM (SELECT 'r' || rating.id AS id, station_id, concat_ws(' ', repeat('★', stars), comment) AS what, rated_at AS at, held AS why
          FROM rating
         WHERE held IS NOT NULL AND held <> 'dropped'
        UNION ALL
        SELECT 'f' || id, station_id, concat_ws(' ', what, service, note), reported_at, held
          FROM fault
         WHERE held IS NOT NULL AND held <> 'dropped' AND ended_at IS NULL
        UNION ALL
        SELECT 'm' || id, station_id, concat_ws(' ', what, service, '✓'), mended_at, held
          FROM mending
         WHERE held IS NOT NULL AND held <> 'dropped') AS said
  JOIN station ON station.id = said.station_id
 ORDER BY said.at, said.id
 LIMIT 200;
