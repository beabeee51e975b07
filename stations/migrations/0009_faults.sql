-- What couriers say is wrong with a place, and what follows from it for everybody else.
--
-- A report is a row; it is ended, never removed. What follows is worked out anew by renew_condition() whenever a place's
-- reports change, in the transaction that changes them, and stands beside the record: nothing a courier says changes it.

CREATE FUNCTION keep_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are ended or held, never removed', TG_TABLE_NAME;
END $$;

-- One device's reports of one fault bear one number in `reporter`, across days as well: two reports by it are not two
-- devices. Who the device is, or what it said of another place or long before, nobody can tell by it.
CREATE SEQUENCE fault_reporter;
CREATE TABLE fault (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id  bigint NOT NULL REFERENCES station,
    what        text NOT NULL CONSTRAINT fault_is_known
                CHECK (what IN ('door_locked', 'closed', 'no_water', 'broken', 'moved', 'other')),
    service     text REFERENCES service,
    note        text CONSTRAINT note_is_short CHECK (length(note) <= 200),
    day         date NOT NULL,
    voter       bytea NOT NULL,
    reporter    bigint NOT NULL,
    newcomer    boolean NOT NULL DEFAULT false,
    reported_at timestamptz NOT NULL DEFAULT now(),
    received_at timestamptz NOT NULL DEFAULT now(),
    held        text,
    ended_at    timestamptz,
    ended_by    text CONSTRAINT ender_is_known CHECK (ended_by IN ('courier', 'manager', 'withdrawn')),
    CONSTRAINT what_is_broken_is_named CHECK ((what = 'broken') = (service IS NOT NULL)),
    CONSTRAINT an_end_has_an_ender CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
COMMENT ON COLUMN fault.voter IS 'keyed digest of device, place and day, as of a rating';
COMMENT ON COLUMN fault.newcomer IS 'the device was less than a day old';
COMMENT ON COLUMN fault.reported_at IS 'when it was tapped, received_at when it got here';
COMMENT ON COLUMN fault.held IS 'why it waits for a manager and counts for nothing until then; NULL: it counts';
CREATE INDEX fault_open ON fault (station_id, what, service) WHERE ended_at IS NULL;
CREATE INDEX fault_of_newcomers ON fault (station_id, received_at) WHERE newcomer;
CREATE INDEX fault_held ON fault (id) WHERE held IS NOT NULL AND ended_at IS NULL;
CREATE TRIGGER fault_is_never_removed BEFORE DELETE ON fault FOR EACH STATEMENT EXECUTE FUNCTION keep_said();

-- "Works again": it ends the reports of its fault up to its time, those also that a phone kept and sent later.
CREATE TABLE mending (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id  bigint NOT NULL REFERENCES station,
    what        text NOT NULL,
    service     text REFERENCES service,
    mended_at   timestamptz NOT NULL,
    said_by     text NOT NULL CONSTRAINT sayer_is_known CHECK (said_by IN ('courier', 'manager')),
    held        text,
    CONSTRAINT what_is_mended_is_named CHECK ((what = 'broken') = (service IS NOT NULL))
);
CREATE INDEX mending_newest ON mending (station_id, what, mended_at DESC) WHERE held IS NULL;
CREATE INDEX mending_held ON mending (id) WHERE held IS NOT NULL;
CREATE TRIGGER mending_is_never_removed BEFORE DELETE ON mending FOR EACH STATEMENT EXECUTE FUNCTION keep_said();

-- What is publicly reported of a place now, and the services that are out by it. No row: nothing.
CREATE TABLE station_condition (
    station_id   bigint PRIMARY KEY REFERENCES station,
    services_out text[] NOT NULL DEFAULT '{}',
    reports      jsonb NOT NULL DEFAULT '[]'
);
COMMENT ON COLUMN station_condition.services_out IS 'reported out, whether or not the place is known to offer them';

-- For a place's manager: written once when a fault comes to be shown, and again when it comes back after it was mended.
CREATE TABLE notice (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id  bigint NOT NULL REFERENCES station,
    what        text NOT NULL,
    service     text,
    at          timestamptz NOT NULL,
    seen_at     timestamptz
);
CREATE INDEX notice_unseen ON notice (at) WHERE seen_at IS NULL;

-- One transaction at a time says something about a place: who counts must see what others said.
CREATE FUNCTION take_place(place bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(place::text, 5216704411))
$$;

CREATE FUNCTION without(codes text[], gone text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY(SELECT code FROM unnest(codes) WITH ORDINALITY AS one (code, nth) WHERE code <> ALL (gone) ORDER BY nth)
$$;

-- A locked door, a closed place and one that moved need a second device within 24 hours; what has no water or is broken
-- needs none; anything else is for the manager alone. Between two reports within 24 hours of each other by different
-- devices lie, in the order of time, two neighbours of which the same is true: so only neighbours are looked at.
CREATE FUNCTION reports_of(place bigint) RETURNS TABLE (what text, service text, at timestamptz, people bigint)
LANGUAGE sql STABLE AS $$
    WITH said AS (
        SELECT what, service, reporter, reported_at,
               reporter <> lag(reporter) OVER in_time
               AND reported_at - lag(reported_at) OVER in_time < interval '24 hours' AS seconded
          FROM fault
         WHERE station_id = place AND ended_at IS NULL AND held IS NULL AND what <> 'other'
        WINDOW in_time AS (PARTITION BY what, service ORDER BY reported_at)
    )
    SELECT what, service, max(reported_at), count(DISTINCT reporter)
      FROM said
     GROUP BY what, service
    HAVING what IN ('no_water', 'broken') OR bool_or(seconded)
$$;

-- For filters: a lookup that asks for services asks this of the few places that have them all. A subquery in its place
-- is taken for so dear, once for each of 200,000 places, that PostgreSQL compiles the query first, for 0.1 s.
CREATE FUNCTION is_out(place bigint, asked text[]) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10 AS $$
BEGIN
    RETURN EXISTS (SELECT FROM station_condition WHERE station_id = place AND services_out && asked);
END $$;

CREATE FUNCTION renew_condition(place bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before station_condition;
    now_out text[];
    now_told jsonb;
BEGIN
    PERFORM take_place(place);
    SELECT * INTO before FROM station_condition WHERE station_id = place;
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'what', what, 'service', service, 'count', people,
               'at', to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"'))
               ORDER BY array_position('{door_locked,closed,moved,no_water,broken}', what), service COLLATE "C"), '[]')
      INTO now_told FROM reports_of(place);
    SELECT ARRAY(SELECT DISTINCT unnest(CASE what WHEN 'no_water' THEN '{drinking_water,free_water}'
                                                  WHEN 'broken' THEN ARRAY[service] END) AS code
                   FROM reports_of(place) ORDER BY code)
      INTO now_out;
    IF now_told = coalesce(before.reports, '[]') AND now_out = coalesce(before.services_out, '{}') THEN
        RETURN;
    END IF;
    INSERT INTO notice (station_id, what, service, at)
    SELECT place, fresh.what, fresh.service, fresh.at
      FROM reports_of(place) AS fresh
     WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset(before.reports) AS known (what text, service text)
                        WHERE known.what = fresh.what AND known.service IS NOT DISTINCT FROM fresh.service);
    INSERT INTO station_condition (station_id, services_out, reports) VALUES (place, now_out, now_told)
    ON CONFLICT (station_id) DO UPDATE SET services_out = excluded.services_out, reports = excluded.reports;
END $$;

CREATE FUNCTION renew_conditions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM renew_condition(place) FROM (SELECT DISTINCT station_id AS place FROM changed ORDER BY place) AS places;
    RETURN NULL;
END $$;
CREATE TRIGGER reported_faults_count AFTER INSERT ON fault
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_conditions();
CREATE TRIGGER ended_faults_count_no_more AFTER UPDATE ON fault
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION renew_conditions();

-- Told as votes are, without a notice: a shift that finds a door locked does not queue behind one lock.
CREATE TRIGGER first_condition_is_told AFTER INSERT ON station_condition
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER new_condition_is_told AFTER UPDATE ON station_condition
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER removed_condition_is_told AFTER DELETE ON station_condition
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER emptied_conditions_are_told AFTER TRUNCATE ON station_condition
    FOR EACH STATEMENT EXECUTE FUNCTION tell_everything();

-- What is out is offered by nobody: it is neither among the services nor among the guesses.
CREATE OR REPLACE VIEW station_shown AS
SELECT station.id, station.source, station.source_id, source.licence, source.made_up,
       station.kind, station.name, station.name_en, station.address,
       ST_X(station.location::geometry) AS lon, ST_Y(station.location::geometry) AS lat,
       station.county_code, coalesce(county.name, station.county_stated) AS county_name,
       CASE WHEN condition.services_out && station.services
            THEN without(station.services, condition.services_out) ELSE station.services END AS services,
       CASE WHEN condition.services_out && station.services_inferred
            THEN without(station.services_inferred, condition.services_out) ELSE station.services_inferred END
       AS services_inferred,
       station.hours, station.hours_text,
       station.hours_inferred, station.hours_inferred_text, station.hours_exceptions, station.hours_in_force,
       station.phone, station.operator, station.entry_mode, station.entry_hint,
       station.capacity, station.capacity_inferred, station.details,
       CASE WHEN station.status = 'suspended' AND station.status_until < (now() AT TIME ZONE 'Asia/Shanghai')::date
            THEN 'open' ELSE station.status END AS status,
       station.status_reason, station.status_until,
       station.observed_on,
       greatest(station.verified_at, confirmed.existence, confirmed.hours, confirmed.services) AS verified_at,
       greatest(station.hours_verified_at, confirmed.hours) AS hours_verified_at,
       greatest(station.services_verified_at, confirmed.services) AS services_verified_at,
       rating_summary.score, coalesce(rating_summary.votes, 0) AS votes,
       station.version, station.changed_at,
       CASE WHEN condition.services_out && (station.services || station.services_inferred)
            THEN without(condition.services_out, without(condition.services_out, station.services || station.services_inferred))
            ELSE '{}' END AS services_out,
       coalesce(condition.reports, '[]') AS reports
  FROM station
  JOIN source ON source.name = station.source
  LEFT JOIN county ON county.code = station.county_code
  LEFT JOIN rating_summary ON rating_summary.station_id = station.id
  LEFT JOIN confirmed ON confirmed.station_id = station.id
  LEFT JOIN station_condition AS condition ON condition.station_id = station.id;

INSERT INTO outbox DEFAULT VALUES;
NOTIFY waystation_outbox;
