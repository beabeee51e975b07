-- Enter the incoming places that their source has not named before, in the order of the list.
--   source  of the list
INSERT INTO station (location, county_code,
    source, source_id, kind, name, name_en, address, county_stated, services, services_inferred,
    hours, hours_text, hours_inferred, hours_inferred_text, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred, details, status,
    status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at)
SELECT ST_SetSRID(ST_MakePoint(incoming.lon, incoming.lat), 4326)::geography, covering.county_code,
       %(source)s, incoming.source_id, incoming.kind, incoming.name, incoming.name_en, coalesce(incoming.address, ''),
       incoming.county_stated, coalesce(incoming.services, '{}'), coalesce(incoming.services_inferred, '{}'),
       incoming.hours, incoming.hours_text,
       incoming.hours_inferred, incoming.hours_inferred_text, incoming.phone, incoming.operator, incoming.entry_mode,
       incoming.entry_hint, incoming.capacity, incoming.capacity_inferred, coalesce(incoming.details, '{}'),
       coalesce(incoming.status, 'open'), incoming.status_reason, incoming.status_until, incoming.observed_on,
       incoming.verified_at, incoming.hours_verified_at, incoming.services_verified_at
  FROM incoming
  LEFT JOIN covering USING (row)
 WHERE NOT EXISTS (SELECT FROM station WHERE source = %(source)s AND station.source_id = incoming.source_id)
 ORDER BY incoming.row;
