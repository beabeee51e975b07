-- Renew the day on which a fact was last confirmed; an earlier day changes nothing.
--   station_id, fact, day  of the confirmation
INSERT INTO confirmed (station_id, existence, hours, services)
VALUES (%(station_id)s,
        CASE WHEN %(fact)s = 'existence' THEN %(day)s::date END,
        CASE WHEN %(fact)s = 'hours' THEN %(day)s::date END,
        CASE WHEN %(fact)s = 'services' THEN %(day)s::date END)
ON CONFLICT (station_id) DO UPDATE
   SET existence = greatest(confirmed.existence, excluded.existence),
       hours = greatest(confirmed.hours, excluded.hours),
       services = greatest(confirmed.services, excluded.services);
