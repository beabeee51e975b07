-- What the desk asks of the store: what needs a manager first, services taken out for now, and whose a change was.

ALTER TABLE fault ADD COLUMN said_by bigint REFERENCES account;
COMMENT ON COLUMN fault.said_by IS 'the account that took the service out, where no courier reported it';
GRANT SELECT (said_by) ON fault TO waystation_web;

-- --- What needs somebody ----------------------------------------------------------------------------------------------

-- Days on which votes were given lie in the order of the table: a block range index finds the last thirty for its weight
-- in kilobytes.
CREATE INDEX rating_by_day ON rating USING brin (day) WITH (pages_per_range = 16);

-- The last day of the dated rule that ends last; NULL where there is none. The rules are stations.exceptions' own.
CREATE FUNCTION last_exception(rules text) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT max(to_date(found[1], 'YYYY Mon DD')) FROM regexp_matches(rules, '-(\d{4} [A-Z][a-z]{2} \d{2}) ', 'g') AS found
$$;

-- The places of the acting account's branch, each with what needs somebody there, the most pressing kind first.
--   today          in China
--   hours_age, services_age  days after which nobody can be sure of hours, of services
--   below          only of this unit and those below it; NULL for the whole branch
--   asked          part of the name or address, in lower case; NULL for all
--   wanted         only where this is needed, `any` for anything; NULL for all
--   alone          this place alone; NULL for all
-- What a manager took out comes up after three days, for somebody may have forgotten it.
-- `rank` is the place of the first need in the order shut, fault, stock, closure, notice, rating, unsure; 9 for none.
-- Units are looked up once and places by them, so that a branch of twelve costs twelve, in whatever store.
CREATE FUNCTION desk_places(today date, hours_age integer, services_age integer, below bigint, asked text, wanted text,
                            alone bigint)
RETURNS TABLE (id bigint, name text, kind text, address text, unit_name text, status text, status_until date, rank integer,
               needs jsonb) LANGUAGE sql STABLE AS $$
    WITH me AS MATERIALIZED (
        SELECT acting.unit_id, acting.unit_id IS NULL AND below IS NULL AS whole FROM acting() WHERE may('read', acting.unit_id)
    ), branch AS MATERIALIZED (
        SELECT coalesce(array_agg(unit.id), '{}') AS ids
          FROM unit, me
         WHERE (me.unit_id IS NULL OR unit.ancestors @> ARRAY[me.unit_id]) AND (below IS NULL OR unit.ancestors @> ARRAY[below])
    ), mine AS (
        SELECT station.* FROM station WHERE alone IS NULL AND station.unit_id = ANY ((SELECT ids FROM branch)::bigint[])
        UNION ALL
        SELECT station.* FROM station WHERE alone IS NULL AND station.unit_id IS NULL AND (SELECT whole FROM me)
        UNION ALL
        SELECT station.*
          FROM station
         WHERE station.id = alone AND (station.unit_id = ANY ((SELECT ids FROM branch)::bigint[])
                                      OR station.unit_id IS NULL AND (SELECT whole FROM me))
    ), place AS MATERIALIZED (
        SELECT mine.id, mine.name, mine.kind, mine.address, mine.unit_id, mine.status, mine.status_until,
               CASE WHEN mine.kind = 'water_point' AND jsonb_typeof(mine.details -> 'stock') = 'number'
                    THEN (mine.details ->> 'stock')::numeric END AS stock,
               CASE WHEN jsonb_typeof(mine.details -> 'daily_quota') = 'number'
                    THEN (mine.details ->> 'daily_quota')::numeric ELSE 0 END AS quota,
               CASE WHEN mine.status = 'suspended' THEN mine.status_until
                    WHEN mine.hours_exceptions IS NOT NULL THEN last_exception(mine.hours_exceptions) END AS closed_until,
               greatest(mine.hours_verified_at, confirmed.hours) AS hours_at,
               greatest(mine.services_verified_at, confirmed.services) AS services_at
          FROM mine
          LEFT JOIN confirmed ON confirmed.station_id = mine.id
         WHERE mine.status <> 'closed'
           AND (asked IS NULL OR strpos(lower(mine.name), asked) > 0 OR strpos(lower(mine.address), asked) > 0)
    ), open_fault AS (
        SELECT station_id, jsonb_object_agg(what, people) FILTER (WHERE what IN ('door_locked', 'closed', 'moved')) AS shut,
               jsonb_object_agg(what, people) FILTER (WHERE what NOT IN ('door_locked', 'closed', 'moved')) AS fault
          FROM (SELECT station_id, what, count(DISTINCT reporter) AS people
                  FROM fault
                 WHERE ended_at IS NULL AND held IS DISTINCT FROM 'dropped'
                   AND (said_by IS NULL OR reported_at < today - 3) AND station_id IN (SELECT place.id FROM place)
                 GROUP BY station_id, what) AS told
         GROUP BY station_id
    ), unseen AS (
        SELECT station_id, count(*) AS count FROM notice
         WHERE seen_at IS NULL AND station_id IN (SELECT place.id FROM place)
         GROUP BY station_id
    ), lately AS (
        SELECT station_id, count(*) AS votes, sum(stars) AS stars
          FROM rating
         WHERE day > today - 30 AND held IS NULL AND station_id IN (SELECT place.id FROM place)
         GROUP BY station_id
        HAVING count(*) >= 5
    ), dropped AS (
        SELECT lately.station_id, lately.votes,
               round((summary.stars_sum - lately.stars)::numeric / (summary.votes - lately.votes), 1) AS before,
               round(lately.stars::numeric / lately.votes, 1) AS now
          FROM lately
          JOIN rating_summary AS summary USING (station_id)
         WHERE summary.votes - lately.votes >= 5
    ), needing AS (
        SELECT place.*,
               open_fault.shut IS NOT NULL AS is_shut, open_fault.fault IS NOT NULL AS is_faulty,
               coalesce(place.stock < greatest(10, place.quota), false) AS is_low,
               coalesce(place.closed_until BETWEEN today - 1 AND today + 1, place.status = 'suspended') AS is_ending,
               unseen.count IS NOT NULL AND open_fault.station_id IS NULL AS is_unseen,
               coalesce(dropped.now <= dropped.before - 0.5, false) AS is_worse,
               place.status <> 'planned' AND (coalesce(place.hours_at < today - hours_age, true)
                                              OR coalesce(place.services_at < today - services_age, true)) AS is_unsure,
               open_fault.shut, open_fault.fault, unseen.count AS unseen, dropped.before, dropped.now
          FROM place
          LEFT JOIN open_fault ON open_fault.station_id = place.id
          LEFT JOIN unseen ON unseen.station_id = place.id
          LEFT JOIN dropped ON dropped.station_id = place.id
    )
    SELECT needing.id, needing.name, needing.kind, needing.address, unit.name, needing.status, needing.status_until,
           CASE WHEN is_shut THEN 1 WHEN is_faulty THEN 2 WHEN is_low THEN 3 WHEN is_ending THEN 4 WHEN is_unseen THEN 5
                WHEN is_worse THEN 6 WHEN is_unsure THEN 7 ELSE 9 END,
           CASE WHEN is_shut THEN jsonb_build_array(jsonb_build_object('need', 'shut', 'faults', shut)) ELSE '[]' END
           || CASE WHEN is_faulty THEN jsonb_build_array(jsonb_build_object('need', 'fault', 'faults', fault)) ELSE '[]' END
           || CASE WHEN is_low THEN jsonb_build_array(jsonb_build_object('need', 'stock', 'count', stock)) ELSE '[]' END
           || CASE WHEN is_ending THEN jsonb_build_array(jsonb_build_object('need', 'closure', 'on', closed_until)) ELSE '[]' END
           || CASE WHEN is_unseen THEN jsonb_build_array(jsonb_build_object('need', 'notice', 'count', unseen)) ELSE '[]' END
           || CASE WHEN is_worse THEN jsonb_build_array(jsonb_build_object('need', 'rating', 'before', before, 'now', now)) ELSE '[]' END
           || CASE WHEN is_unsure THEN jsonb_build_array(jsonb_build_object('need', 'unsure', 'on', least(hours_at, services_at),
                                       'never', hours_at IS NULL OR services_at IS NULL)) ELSE '[]' END
      FROM needing
      LEFT JOIN unit ON unit.id = needing.unit_id
     WHERE wanted IS NULL
        OR CASE wanted WHEN 'any' THEN is_shut OR is_faulty OR is_low OR is_ending OR is_unseen OR is_worse OR is_unsure
                       WHEN 'shut' THEN is_shut WHEN 'fault' THEN is_faulty WHEN 'stock' THEN is_low
                       WHEN 'closure' THEN is_ending WHEN 'notice' THEN is_unseen WHEN 'rating' THEN is_worse
                       WHEN 'unsure' THEN is_unsure ELSE false END
$$;
SELECT door('desk_places(date, integer, integer, bigint, text, text, bigint)'), by_owner('last_exception(text)');

-- The units of the acting account's branch, as a tree is read: each after the one above it.
CREATE FUNCTION desk_units() RETURNS TABLE (id bigint, name text, depth integer) LANGUAGE sql STABLE AS $$
    SELECT unit.id, unit.name, cardinality(unit.ancestors)
      FROM unit, acting() AS me
     WHERE may('read', me.unit_id) AND (me.unit_id IS NULL OR unit.ancestors @> ARRAY[me.unit_id])
     ORDER BY unit.ancestors
$$;
SELECT door('desk_units()');

-- The unit of the account that made a change, for who may see the place: colleagues know one another by it.
CREATE FUNCTION unit_of(changed_by text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT unit.name
      FROM account JOIN unit ON unit.id = account.unit_id
     WHERE account.name = changed_by AND EXISTS (SELECT FROM acting())
$$;
SELECT door('unit_of(text)');

-- --- Services that are out for now ------------------------------------------------------------------------------------

-- A manager's word is a report that needs no second one: it is public at once, and ends as every report does. The digest
-- is of no device; it only keeps the same account's second word apart from the first.
CREATE FUNCTION take_out(place bigint, out_service text, said_at timestamptz, day date) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF NOT may_at('amend', place) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this place is kept by another branch';
    END IF;
    PERFORM take_place(place);
    IF EXISTS (SELECT FROM fault WHERE station_id = place AND what = 'broken' AND service = out_service
                  AND ended_at IS NULL AND held IS NULL) THEN
        RETURN false;
    END IF;
    INSERT INTO fault (station_id, what, service, day, voter, reporter, said_by, reported_at, received_at)
    VALUES (place, 'broken', out_service, take_out.day,
            sha256(convert_to(format('desk %s %s', acting_account(), clock_timestamp()), 'UTF8')),
            nextval('fault_reporter'), acting_account(), said_at, said_at);
    UPDATE notice SET seen_at = said_at
     WHERE station_id = place AND what = 'broken' AND service = out_service AND seen_at IS NULL;
    PERFORM note_act('take_service_out', place, NULL, jsonb_build_object('service', out_service));
    RETURN true;
END $$;

-- It works again: whatever was reported of it ends, the dry tap too where it is water.
CREATE FUNCTION bring_back(place bigint, out_service text, said_at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE ended bigint;
BEGIN
    IF NOT may_at('amend', place) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this place is kept by another branch';
    END IF;
    PERFORM take_place(place);
    INSERT INTO mending (station_id, what, service, mended_at, said_by)
    SELECT DISTINCT place, fault.what, fault.service, said_at, 'manager'
      FROM fault
     WHERE station_id = place AND ended_at IS NULL AND reported_at <= said_at
       AND (what = 'broken' AND service = out_service
            OR what = 'no_water' AND out_service IN ('drinking_water', 'free_water'));
    UPDATE fault SET ended_at = said_at, ended_by = 'manager'
     WHERE station_id = place AND ended_at IS NULL AND reported_at <= said_at
       AND (what = 'broken' AND service = out_service
            OR what = 'no_water' AND out_service IN ('drinking_water', 'free_water'));
    GET DIAGNOSTICS ended = ROW_COUNT;
    IF ended > 0 THEN
        PERFORM note_act('bring_service_back', place, NULL, jsonb_build_object('service', out_service));
    END IF;
    RETURN ended > 0;
END $$;
SELECT door('take_out(bigint, text, timestamptz, date)'), door('bring_back(bigint, text, timestamptz)');

-- --- What lists say otherwise -----------------------------------------------------------------------------------------

-- Places that were amended by hand are few among those of a list.
CREATE INDEX station_edited ON station (source) WHERE edited_fields <> '{}';
