-- Enter the incoming places that their source has not named before, in the order of the list.
--   source     of the list
--   unit_id    the unit that keeps them; NULL: nobody yet
--   by_county  the unit in whose branch a unit with the county of each is looked for first, NULL for none,
--              0 for the whole tree
INSERT INTO station (location, county_code,
    source, source_id, kind, name, name_en, address, county_stated, services, services_inferred,
    hours, hours_text, hours_inferred, hours_inferred_text, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred, details, status,
    status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at, unit_id)
SELECT ST_SetSRID(ST_MakePoint(incoming.lon, incoming.lat), 4326)::geography, covering.county_code,
       %(source)s, incoming.source_id, incoming.kind, incoming.name, incoming.name_en, coalesce(incoming.address, ''),
       incoming.county_stated, coalesce(incoming.services, '{}'), coalesce(incoming.services_inferred, '{}'),
       incoming.hours, incoming.hours_text,
       incoming.hours_inferred, incoming.hours_inferred_text, incoming.phone, incoming.operator, incoming.entry_mode,
       incoming.entry_hint, incoming.capacity, incoming.capacity_inferred, coalesce(incoming.details, '{}'),
       coalesce(incoming.status, 'open'), incoming.status_reason, incoming.status_until, incoming.observed_on,
       incoming.verified_at, incoming.hours_verified_at, incoming.services_verified_at, coalesce(keeper.id, %(unit_id)s)
  FROM incoming
  LEFT JOIN covering USING (row)
  LEFT JOIN (SELECT DISTINCT ON (county_code) county_code, id
               FROM unit
              WHERE county_code IS NOT NULL AND (%(by_county)s::bigint = 0 OR %(by_county)s::bigint = ANY (ancestors))
              ORDER BY county_code, cardinality(ancestors), id) AS keeper ON keeper.county_code = covering.county_code
 WHERE NOT EXISTS (SELECT FROM station WHERE source = %(source)s AND station.source_id = incoming.source_id)
 ORDER BY incoming.row;
