-- Faults that are reported and not mended, for the managers of the places: a locked door first, then by place.
--   station_id  only of this place; NULL for all
-- Rows: station_id, name, county, operator, what, service, people (how many said so and count), held (how many reports
-- wait), since, last (of all of them), public, notes.  Index: fault_open.
SELECT fault.station_id, station.name, coalesce(county.name, station.county_stated) AS county, station.operator,
       fault.what, fault.service,
       count(DISTINCT fault.reporter) FILTER (WHERE fault.held IS NULL) AS people,
       count(*) FILTER (WHERE fault.held IS NOT NULL) AS held,
       min(fault.reported_at) AS since, max(fault.reported_at) AS last,
       coalesce(condition.reports @> jsonb_build_array(jsonb_build_object('what', fault.what, 'service', fault.service)),
                false) AS public,
       coalesce(array_agg(DISTINCT fault.note) FILTER (WHERE fault.note <> ''), '{}') AS notes
  FROM fault
  JOIN station ON station.id = fault.station_id
  LEFT JOIN county ON county.code = station.county_code
  LEFT JOIN station_condition AS condition ON condition.station_id = fault.station_id
 WHERE fault.ended_at IS NULL
   AND (fault.held IS NULL OR fault.held <> 'dropped')
   AND (%(station_id)s::bigint IS NULL OR fault.station_id = %(station_id)s)
 GROUP BY fault.station_id, station.name, county.name, station.county_stated, station.operator, fault.what,
          fault.service, condition.reports
 ORDER BY array_position('{door_locked,closed,moved,no_water,broken,other}', fault.what), fault.station_id, fault.service;
