-- Searches that found nothing near, as counts by cell and hour of the week: never a position, never a device.
--
-- A worker adds up in its memory and brings the sums. What is told of them is told in steps of five and a day late, so that
-- neither a number nor the difference of two tells of one search.

CREATE TABLE unmet (
    cell     bigint NOT NULL,
    hour     smallint NOT NULL CONSTRAINT hour_is_of_a_week CHECK (hour BETWEEN 0 AND 167),
    searches integer NOT NULL DEFAULT 0,
    today    integer NOT NULL,
    day      date NOT NULL,
    PRIMARY KEY (cell, hour)
);
COMMENT ON TABLE unmet IS 'searches that found no place within 1,200 m, by H3 cell of resolution 8 and hour of the week';
COMMENT ON COLUMN unmet.searches IS 'on whole days before `day`';
COMMENT ON COLUMN unmet.today IS 'on `day`, the last on which there were any';
CREATE INDEX unmet_of_day ON unmet (day);

SELECT guard_table('unmet');

-- Add what a worker counted. A flood fills neither the table nor a cell: rows of a day and searches of a cell in an hour of a
-- day have an end, and what stays below five for 90 days is forgotten.
--   cells, hours, counts  side by side, at most 2,000
--   today                 in China
CREATE FUNCTION count_unmet(cells bigint[], hours integer[], counts integer[], today date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    room integer;
    kept integer;
    here date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF cardinality(cells) > 2000 OR today NOT BETWEEN here - 1 AND here + 1 THEN
        RAISE check_violation USING MESSAGE = 'searches are counted by the thousand, and on the day they were made';
    END IF;
    -- A day that has not come would make today's searches those of a day before it, which are told.
    today := least(today, here);
    -- One after the other: two workers that bring the same cells in another order would wait for each other for ever.
    PERFORM pg_advisory_xact_lock(7305824922);
    DELETE FROM unmet WHERE unmet.day < count_unmet.today - 90 AND unmet.searches + unmet.today < 5;
    SELECT greatest(0, 50000 - count(*)) INTO room FROM unmet WHERE unmet.day = count_unmet.today;
    INSERT INTO unmet (cell, hour, today, day)
    SELECT brought.cell, brought.hour, least(100, sum(brought.count)), count_unmet.today
      FROM unnest(cells, hours, counts) AS brought (cell, hour, count)
      LEFT JOIN unmet AS known ON known.cell = brought.cell AND known.hour = brought.hour
     WHERE brought.count > 0
       -- An H3 cell of resolution 8 begins with these bits; anything else is no cell.
       AND brought.cell >> 52 = 136
     GROUP BY brought.cell, brought.hour
     ORDER BY bool_or(known.cell IS NOT NULL) DESC, brought.cell, brought.hour
     LIMIT room
        ON CONFLICT (cell, hour) DO UPDATE
       SET searches = unmet.searches + CASE WHEN excluded.day > unmet.day THEN unmet.today ELSE 0 END,
           today = least(100, excluded.today + CASE WHEN excluded.day > unmet.day THEN 0 ELSE unmet.today END),
           day = greatest(excluded.day, unmet.day);
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END $$;

-- What may be told: whole days before today, in steps of five, from five on. To accounts that plan, and the store's owner.
CREATE FUNCTION told_unmet(today date) RETURNS TABLE (cell bigint, hour smallint, searches integer) LANGUAGE sql STABLE AS $$
    SELECT unmet.cell, unmet.hour, whole.searches / 5 * 5
      FROM unmet
     CROSS JOIN LATERAL (SELECT unmet.searches + CASE WHEN unmet.day < least(told_unmet.today, (now() AT TIME ZONE 'Asia/Shanghai')::date)
                                                      THEN unmet.today ELSE 0 END AS searches) AS whole
     WHERE whole.searches >= 5 AND (by_keeper() OR may('plan', acting_unit()))
     ORDER BY unmet.cell, unmet.hour
$$;
SELECT door('count_unmet(bigint[], integer[], integer[], date)'), door('told_unmet(date)');
