-- Amend the known places of a source whose incoming record says something else.
--   source         of the list
--   stated         the fields that the list has columns for; others are left alone
--   left_its_list  the reason on places that were closed because the list no longer named them: they open again
-- What was set by hand (edited_fields) the list leaves alone; of days on which facts were confirmed the later one holds.
-- Each row written is a new version of its record (trigger station_keeps_versions).
WITH wanted AS (
    SELECT station.id, CASE WHEN 'lon' = ANY (free) THEN covering.county_code ELSE station.county_code END AS county_code,
           CASE WHEN 'kind' = ANY (free) THEN incoming.kind ELSE station.kind END AS kind,
           CASE WHEN 'name' = ANY (free) THEN incoming.name ELSE station.name END AS name,
           CASE WHEN 'lon' = ANY (free) THEN incoming.lon ELSE ST_X(station.location::geometry) END AS lon,
           CASE WHEN 'lon' = ANY (free) THEN incoming.lat ELSE ST_Y(station.location::geometry) END AS lat,
           CASE WHEN 'name_en' = ANY (free) THEN incoming.name_en ELSE station.name_en END AS name_en,
           CASE WHEN 'address' = ANY (free) THEN coalesce(incoming.address, '') ELSE station.address END AS address,
           CASE WHEN 'county_stated' = ANY (free) THEN incoming.county_stated ELSE station.county_stated END AS county_stated,
           CASE WHEN 'services' = ANY (free) THEN coalesce(incoming.services, '{}') ELSE station.services END AS services,
           CASE WHEN 'services_inferred' = ANY (free) THEN coalesce(incoming.services_inferred, '{}') ELSE station.services_inferred END AS services_inferred,
           CASE WHEN 'hours' = ANY (free) THEN incoming.hours ELSE station.hours END AS hours,
           CASE WHEN 'hours' = ANY (free) THEN incoming.hours_text ELSE station.hours_text END AS hours_text,
           CASE WHEN 'hours_inferred' = ANY (free) THEN incoming.hours_inferred ELSE station.hours_inferred END AS hours_inferred,
           CASE WHEN 'hours_inferred' = ANY (free) THEN incoming.hours_inferred_text ELSE station.hours_inferred_text END AS hours_inferred_text,
           CASE WHEN 'phone' = ANY (free) THEN incoming.phone ELSE station.phone END AS phone,
           CASE WHEN 'operator' = ANY (free) THEN incoming.operator ELSE station.operator END AS operator,
           CASE WHEN 'entry_mode' = ANY (free) THEN incoming.entry_mode ELSE station.entry_mode END AS entry_mode,
           CASE WHEN 'entry_hint' = ANY (free) THEN incoming.entry_hint ELSE station.entry_hint END AS entry_hint,
           CASE WHEN 'capacity' = ANY (free) THEN incoming.capacity ELSE station.capacity END AS capacity,
           CASE WHEN 'capacity_inferred' = ANY (free) THEN incoming.capacity_inferred ELSE station.capacity_inferred END AS capacity_inferred,
           CASE WHEN 'details' = ANY (free) THEN coalesce(incoming.details, '{}') ELSE station.details END AS details,
           CASE WHEN 'status' = ANY (free) THEN coalesce(incoming.status, 'open')
                WHEN station.status_reason = %(left_its_list)s THEN 'open' ELSE station.status END AS status,
           CASE WHEN 'status_reason' = ANY (free) THEN incoming.status_reason
                WHEN station.status_reason = %(left_its_list)s THEN NULL ELSE station.status_reason END AS status_reason,
           CASE WHEN 'status_until' = ANY (free) THEN incoming.status_until ELSE station.status_until END AS status_until,
           CASE WHEN 'observed_on' = ANY (free) THEN incoming.observed_on ELSE station.observed_on END AS observed_on,
           CASE WHEN 'verified_at' = ANY (free) THEN incoming.verified_at
                WHEN 'verified_at' = ANY (stated) THEN greatest(station.verified_at, incoming.verified_at) ELSE station.verified_at END AS verified_at,
           CASE WHEN 'hours_verified_at' = ANY (free) THEN incoming.hours_verified_at
                WHEN 'hours_verified_at' = ANY (stated) THEN greatest(station.hours_verified_at, incoming.hours_verified_at) ELSE station.hours_verified_at END AS hours_verified_at,
           CASE WHEN 'services_verified_at' = ANY (free) THEN incoming.services_verified_at
                WHEN 'services_verified_at' = ANY (stated) THEN greatest(station.services_verified_at, incoming.services_verified_at) ELSE station.services_verified_at END AS services_verified_at
      FROM incoming
      LEFT JOIN covering USING (row)
      JOIN station ON station.source = %(source)s AND station.source_id = incoming.source_id
     CROSS JOIN (VALUES (%(stated)s::text[])) AS list (stated)
     CROSS JOIN LATERAL (SELECT CASE WHEN station.edited_fields = '{}' THEN stated
                                     ELSE ARRAY(SELECT unnest(stated) EXCEPT SELECT unnest(station.edited_fields)) END AS free
                        ) AS open_to_lists
)
UPDATE station
   SET location = ST_SetSRID(ST_MakePoint(wanted.lon, wanted.lat), 4326)::geography, county_code = wanted.county_code,
       (
       kind, name, name_en, address, county_stated, services, services_inferred, hours, hours_text, hours_inferred,
       hours_inferred_text, phone,
       operator, entry_mode, entry_hint, capacity, capacity_inferred, details, status, status_reason, status_until,
       observed_on, verified_at, hours_verified_at, services_verified_at
       ) = ROW (
       wanted.kind, wanted.name, wanted.name_en, wanted.address, wanted.county_stated, wanted.services,
       wanted.services_inferred, wanted.hours, wanted.hours_text, wanted.hours_inferred,
       wanted.hours_inferred_text, wanted.phone, wanted.operator,
       wanted.entry_mode, wanted.entry_hint, wanted.capacity, wanted.capacity_inferred, wanted.details, wanted.status,
       wanted.status_reason, wanted.status_until, wanted.observed_on, wanted.verified_at, wanted.hours_verified_at,
       wanted.services_verified_at
       )
  FROM wanted
 WHERE station.id = wanted.id
   AND (ST_X(station.location::geometry), ST_Y(station.location::geometry),
       station.kind, station.name, station.name_en, station.address, station.county_stated, station.services,
       station.services_inferred, station.hours, station.hours_text, station.hours_inferred,
       station.hours_inferred_text, station.phone, station.operator,
       station.entry_mode, station.entry_hint, station.capacity, station.capacity_inferred, station.details,
       station.status, station.status_reason, station.status_until, station.observed_on, station.verified_at,
       station.hours_verified_at, station.services_verified_at
       ) IS DISTINCT FROM (wanted.lon, wanted.lat,
       wanted.kind, wanted.name, wanted.name_en, wanted.address, wanted.county_stated, wanted.services,
       wanted.services_inferred, wanted.hours, wanted.hours_text, wanted.hours_inferred,
       wanted.hours_inferred_text, wanted.phone, wanted.operator,
       wanted.entry_mode, wanted.entry_hint, wanted.capacity, wanted.capacity_inferred, wanted.details, wanted.status,
       wanted.status_reason, wanted.status_until, wanted.observed_on, wanted.verified_at, wanted.hours_verified_at,
       wanted.services_verified_at
       );
