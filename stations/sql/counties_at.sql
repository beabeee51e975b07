-- The county that each of some points lies in; on a shared border the lower code.
--   lons, lats  degrees, WGS-84, of the same length
-- Rows: name, NULL where no boundary is known; in the order of the points.  Index: county_piece_gist.
SELECT county.name
  FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS asked (lon, lat, place)
  LEFT JOIN LATERAL (
       SELECT min(code) AS code FROM county_piece
        WHERE ST_Covers(piece, ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326))
       ) AS covering ON true
  LEFT JOIN county ON county.code = covering.code
 ORDER BY place;
