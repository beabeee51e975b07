-- Whether the acting account may see, and may change, what its branch keeps about a place.
--   id  of the place
-- Rows: name, kind, unit_id, mine, amends; one or none.  Index: station_pkey.
SELECT name, kind, unit_id, may('read', unit_id) AS mine, may('amend', unit_id) AS amends FROM station WHERE id = %(id)s;
