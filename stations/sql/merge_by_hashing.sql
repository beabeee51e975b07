-- Join a list to the store by hashing, for the rest of the transaction or until told otherwise. The planner knows the
-- table as it was before the list came: it would walk the whole list once for each of its places.
--   hashing  whether to
SELECT set_config('enable_nestloop', CASE WHEN %(hashing)s THEN 'off' ELSE 'on' END, true);
