-- What needs somebody at one place of the acting account's branch.
--   id                            of the place
--   today, hours_age, services_age  as desk_places() of migration 0013 has them
-- Rows: needs, as of desk_places(); none for a place that is closed or another branch's.  Index: station_pkey.
SELECT needs
  FROM desk_places(%(today)s::date, %(hours_age)s::integer, %(services_age)s::integer, NULL, NULL, NULL, %(id)s::bigint);
