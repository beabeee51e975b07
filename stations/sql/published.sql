-- Every place that is not closed, as it is kept.
--   source, kind  only these; NULL for all
--   county        code or name of a county, derived or stated; NULL for all
-- Rows: id, source, the fields of stations.record.FIELDS (hours as people wrote them), opening_hours and
-- opening_hours_inferred (their stored form), hours_exceptions, county_code, county, licence, version, changed_at; by id.
SELECT station.id, station.source, station.source_id, station.kind, station.name,
       ST_X(station.location::geometry) AS lon, ST_Y(station.location::geometry) AS lat,
       station.name_en, station.address, station.county_stated, station.services, station.services_inferred,
       coalesce(station.hours_text, station.hours) AS hours,
       coalesce(station.hours_inferred_text, station.hours_inferred) AS hours_inferred,
       station.hours AS opening_hours, station.hours_inferred AS opening_hours_inferred, station.hours_exceptions,
       station.phone, station.operator, station.entry_mode, station.entry_hint,
       station.capacity, station.capacity_inferred, station.details, station.status, station.status_reason,
       station.status_until, station.observed_on, station.verified_at, station.hours_verified_at,
       station.services_verified_at, station.county_code, county.name AS county, source.licence, station.version,
       station.changed_at
  FROM station
  JOIN source ON source.name = station.source
  LEFT JOIN county ON county.code = station.county_code
 WHERE station.status <> 'closed'
   AND (%(source)s::text IS NULL OR station.source = %(source)s)
   AND (%(kind)s::text IS NULL OR station.kind = %(kind)s)
   AND (%(county)s::text IS NULL OR %(county)s IN (station.county_code, county.name, station.county_stated))
 ORDER BY station.id;
