-- Take back what a run brought, as plan_import_undo.sql worked it out: each row written is a version of the undoing run.
UPDATE station
   SET (kind, name, name_en, address, county_stated, services, services_inferred, hours, hours_text, hours_inferred,
       hours_inferred_text, hours_exceptions, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred, details,
       status, status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at, unit_id,
       edited_fields) = (
       SELECT old.kind, old.name, old.name_en, old.address, old.county_stated, old.services, old.services_inferred,
              old.hours, old.hours_text, old.hours_inferred, old.hours_inferred_text, old.hours_exceptions, old.phone,
              old.operator, old.entry_mode, old.entry_hint, old.capacity, old.capacity_inferred, old.details, old.status,
              old.status_reason, old.status_until, old.observed_on, old.verified_at, old.hours_verified_at,
              old.services_verified_at, old.unit_id, old.edited_fields
         FROM jsonb_populate_record(station, moved.back) AS old),
       location = coalesce(moved.location, station.location),
       county_code = CASE WHEN coalesce(moved.location::bytea = station.location::bytea, true) THEN county_code ELSE (
           SELECT min(code) FROM county_piece WHERE ST_Covers(piece, moved.location::geometry)) END
  FROM (SELECT station_id, back,
               ST_SetSRID(ST_MakePoint((back ->> 'lon')::float8, (back ->> 'lat')::float8), 4326)::geography
               AS location
          FROM import_undo
         WHERE allowed AND back <> '{}') AS moved
 WHERE id = moved.station_id;
