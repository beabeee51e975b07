-- What is publicly reported of a place, and which of its services are out by it.
--   station_id  of the place
-- Rows: services_out, reports (json); one or none.
SELECT services_out, reports FROM station_shown WHERE id = %(station_id)s;
