-- How many places nobody keeps.
-- Rows: places.
SELECT count(*) AS places FROM station WHERE unit_id IS NULL;
