-- The places of a branch, as `published` gives those of the whole store, but closed ones too where they are asked for.
--   unit_id  only of this unit and those below it; NULL for the acting account's whole branch
--   kind     only of this kind; NULL for all
--   status   only in this state; NULL for all that are not closed
-- Rows: as of `published`.
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
  LEFT JOIN unit ON unit.id = station.unit_id
 WHERE ((SELECT may('read', NULL)) OR station.unit_id = ANY ((SELECT branch('read'))::bigint[]))
   AND (%(unit_id)s::bigint IS NULL OR %(unit_id)s = ANY (unit.ancestors))
   AND (%(kind)s::text IS NULL OR station.kind = %(kind)s)
   AND station.status = ANY (CASE WHEN %(status)s::text IS NULL THEN '{planned,open,suspended}'::text[] ELSE ARRAY[%(status)s::text] END)
 ORDER BY station.id;
