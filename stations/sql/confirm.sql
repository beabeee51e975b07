-- Count a confirmation, once a voter, place, fact and day.
--   station_id, fact, day, voter  of the confirmation
-- Rows: first, whether it is the voter's first.
WITH entered AS (
    INSERT INTO confirmation (station_id, fact, day, voter)
    VALUES (%(station_id)s, %(fact)s, %(day)s, %(voter)s)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT EXISTS (SELECT FROM entered) AS first;
