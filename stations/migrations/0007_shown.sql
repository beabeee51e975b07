-- One view of a place with its words of origin and its rating, for every reader.
--
-- A suspension ends by itself on the day after status_until, the last day of it. What was confirmed last counts, by the
-- source or by a tap; whoever confirms hours or services was there.

CREATE VIEW station_shown AS
SELECT station.id, station.source, station.source_id, source.licence, source.made_up,
       station.kind, station.name, station.name_en, station.address,
       ST_X(station.location::geometry) AS lon, ST_Y(station.location::geometry) AS lat,
       station.county_code, coalesce(county.name, station.county_stated) AS county_name,
       station.services, station.services_inferred, station.hours, station.hours_text,
       station.hours_inferred, station.hours_inferred_text, station.hours_exceptions, station.hours_in_force,
       station.phone, station.operator, station.entry_mode, station.entry_hint,
       station.capacity, station.capacity_inferred, station.details,
       CASE WHEN station.status = 'suspended' AND station.status_until < (now() AT TIME ZONE 'Asia/Shanghai')::date
            THEN 'open' ELSE station.status END AS status,
       station.status_reason, station.status_until,
       station.observed_on,
       greatest(station.verified_at, confirmed.existence, confirmed.hours, confirmed.services) AS verified_at,
       greatest(station.hours_verified_at, confirmed.hours) AS hours_verified_at,
       greatest(station.services_verified_at, confirmed.services) AS services_verified_at,
       rating_summary.score, coalesce(rating_summary.votes, 0) AS votes,
       station.version, station.changed_at
  FROM station
  JOIN source ON source.name = station.source
  LEFT JOIN county ON county.code = station.county_code
  LEFT JOIN rating_summary ON rating_summary.station_id = station.id
  LEFT JOIN confirmed ON confirmed.station_id = station.id;
