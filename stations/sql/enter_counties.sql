-- Enter or replace counties by code.
--   source, licence  of the boundary file
INSERT INTO county (code, name, city, province, source, licence, area, centre)
SELECT code, name, city, province, %(source)s, %(licence)s,
       ST_Multi(ST_SetSRID(area, 4326)), ST_PointOnSurface(ST_SetSRID(area, 4326))::geography
  FROM incoming_county
ON CONFLICT (code) DO UPDATE
   SET name = excluded.name, city = excluded.city, province = excluded.province, source = excluded.source,
       licence = excluded.licence, area = excluded.area, centre = excluded.centre;
