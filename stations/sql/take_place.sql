-- Wait until nobody else says something about a place, and be the one who does to the end of the transaction.
--   station_id  of the place
SELECT take_place(%(station_id)s::bigint);
