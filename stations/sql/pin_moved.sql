-- How far a new point of a place lies from the present one, and in which county each lies.
--   id        of the place
--   lon, lat  of the new point, degrees, WGS-84
-- Rows: moved_m, geodesic; county_before, county_after, names, NULL where no boundary is known.  Index: county_piece_gist.
SELECT ST_Distance(station.location, new.there::geography) AS moved_m,
       (SELECT county.name FROM county_piece JOIN county USING (code)
         WHERE ST_Covers(piece, station.location::geometry) ORDER BY code LIMIT 1) AS county_before,
       (SELECT county.name FROM county_piece JOIN county USING (code)
         WHERE ST_Covers(piece, new.there) ORDER BY code LIMIT 1) AS county_after
  FROM station, (SELECT ST_SetSRID(ST_MakePoint(%(lon)s::float8, %(lat)s::float8), 4326) AS there) AS new
 WHERE station.id = %(id)s;
