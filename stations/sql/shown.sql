-- Shown places as text, in the order of the fields of stations.station.Station.
--   ids  only these; NULL for all
-- Rows: of station_shown, for COPY.  Index: station_pkey.
SELECT id, source, source_id, licence, made_up, kind, name, name_en, address, lon, lat, county_code, county_name,
       services, services_inferred, hours, hours_text, hours_inferred, hours_inferred_text, hours_exceptions,
       hours_in_force, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred, details, status,
       status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at, score, votes,
       version, changed_at, services_out, reports
  FROM station_shown
 WHERE status IN ('open', 'suspended')
   AND (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s::bigint[]))
