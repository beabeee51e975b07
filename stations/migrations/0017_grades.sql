-- Grades that units define as lists of points, who confirmed which, and awards that were given.
--
-- A grade holds for the whole branch of its unit. A point is met by what the record says (its evidence), or because
-- somebody of the place's branch confirmed it; what was confirmed is withdrawn by a further row, and nothing is removed.

-- The units of the acting account's branch that lie below a unit, itself among them; below none asked, all of the branch.
CREATE FUNCTION branch_of(asked bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT unit.id FROM unit
                  WHERE (asked IS NULL OR unit.ancestors @> ARRAY[asked])
                    AND ((SELECT may('read', NULL)) OR unit.id = ANY ((SELECT branch('read'))::bigint[])))
$$;
SELECT door('branch_of(bigint)');

-- Whether a unit stands above the acting account's own.
CREATE FUNCTION lies_above(asked bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM acting() JOIN unit ON unit.id = acting.unit_id
                    WHERE asked = ANY (unit.ancestors) AND may('read', acting.unit_id))
$$;
SELECT door('lies_above(bigint)');

-- --- Grades -----------------------------------------------------------------------------------------------------------

CREATE TABLE grade (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id     bigint NOT NULL REFERENCES unit,
    name_zh     text NOT NULL CONSTRAINT grade_name_is_short CHECK (length(btrim(name_zh)) BETWEEN 1 AND 60),
    name_en     text NOT NULL DEFAULT '' CHECK (length(name_en) <= 60),
    source      text NOT NULL DEFAULT '' CHECK (length(source) <= 300),
    kinds       text[] NOT NULL DEFAULT '{}' CHECK (cardinality(kinds) <= 50),
    needed      integer NOT NULL,
    points      jsonb NOT NULL CONSTRAINT points_are_a_list CHECK (jsonb_typeof(points) = 'array'),
    version     integer NOT NULL DEFAULT 1,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    retired_at  timestamptz,
    CONSTRAINT some_points_and_no_more_are_needed
        CHECK (jsonb_array_length(points) BETWEEN 1 AND 60 AND needed BETWEEN 1 AND jsonb_array_length(points))
);
COMMENT ON COLUMN grade.source IS 'where the rule stands: a notice, a standard';
COMMENT ON COLUMN grade.kinds IS 'of which kinds of place; none means all';
COMMENT ON COLUMN grade.points IS 'code, name_zh, name_en and evidence (null, or what the record must say) of each';
CREATE INDEX grade_of_unit ON grade (unit_id);

CREATE FUNCTION check_grade() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE point jsonb;
BEGIN
    FOR point IN SELECT jsonb_array_elements(NEW.points) LOOP
        IF NOT coalesce(point ->> 'code' ~ '^[a-z][a-z0-9_]{0,39}$' AND length(btrim(point ->> 'name_zh')) BETWEEN 1 AND 100
                        AND length(point ->> 'name_en') <= 100
                        AND jsonb_typeof(point -> 'evidence') IN ('null', 'object'), false)
           -- What is compared with numbers is one: else every list of places would fail.
           OR EXISTS (SELECT FROM unnest('{hours,days,least}'::text[]) AS key
                       WHERE NOT coalesce(point #>> ARRAY['evidence', key] ~ '^[0-9]{1,6}$', true)) THEN
            RAISE check_violation USING MESSAGE = format('a point of a grade has a code, names and evidence: %s', point);
        END IF;
    END LOOP;
    IF (SELECT count(DISTINCT told ->> 'code') FROM jsonb_array_elements(NEW.points) AS told) <> jsonb_array_length(NEW.points) THEN
        RAISE check_violation USING MESSAGE = 'each point of a grade has a code of its own';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.unit_id := OLD.unit_id;
        NEW.version := OLD.version + 1;
        NEW.changed_at := now();
    END IF;
    RETURN NEW;
END $$;
SELECT by_owner('check_grade()');
CREATE TRIGGER grade_is_checked BEFORE INSERT OR UPDATE ON grade FOR EACH ROW EXECUTE FUNCTION check_grade();

CREATE FUNCTION note_grade() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_act(CASE WHEN TG_OP = 'INSERT' THEN 'define_grade'
                          WHEN NEW.retired_at IS NOT NULL AND OLD.retired_at IS NULL THEN 'retire_grade'
                          ELSE 'amend_grade' END, NULL, NEW.unit_id, to_jsonb(NEW));
    RETURN NULL;
END $$;
SELECT by_owner('note_grade()');
CREATE TRIGGER grade_is_noted AFTER INSERT OR UPDATE ON grade FOR EACH ROW EXECUTE FUNCTION note_grade();
CREATE TRIGGER grade_is_retired_not_removed BEFORE DELETE OR TRUNCATE ON grade
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

SELECT guard_table('grade');
CREATE POLICY seen ON grade FOR SELECT TO waystation_web
    USING (unit_id = ANY ((SELECT branch_of(NULL))::bigint[]) OR lies_above(unit_id));
CREATE POLICY defined ON grade FOR INSERT TO waystation_web WITH CHECK (may('amend', unit_id));
CREATE POLICY amended ON grade FOR UPDATE TO waystation_web USING (may('amend', unit_id)) WITH CHECK (may('amend', unit_id));
GRANT SELECT, INSERT (unit_id, name_zh, name_en, source, kinds, needed, points),
      UPDATE (name_zh, name_en, source, kinds, needed, points, retired_at) ON grade TO waystation_web;

-- --- What people confirm ----------------------------------------------------------------------------------------------

CREATE TABLE grade_confirmation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    grade_id    bigint NOT NULL REFERENCES grade,
    station_id  bigint NOT NULL REFERENCES station,
    code        text NOT NULL,
    met         boolean NOT NULL,
    note        text NOT NULL DEFAULT '' CHECK (length(note) <= 300),
    until       date,
    said_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id  bigint,
    said_by     text NOT NULL
);
COMMENT ON COLUMN grade_confirmation.met IS 'false: what was confirmed is withdrawn';
COMMENT ON COLUMN grade_confirmation.until IS 'the last day on which it counts';
CREATE INDEX grade_confirmation_last ON grade_confirmation (grade_id, station_id, code, id DESC);
CREATE INDEX grade_confirmation_of_station ON grade_confirmation (station_id);

-- Who says it is known; and it is said of a point that the place can meet.
CREATE FUNCTION check_grade_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM grade
                     JOIN station ON station.id = NEW.station_id
                                 AND (grade.kinds = '{}' OR station.kind = ANY (grade.kinds))
                     JOIN unit ON unit.id = station.unit_id AND grade.unit_id = ANY (unit.ancestors)
                    WHERE grade.id = NEW.grade_id AND grade.retired_at IS NULL
                      AND grade.points @> jsonb_build_array(jsonb_build_object('code', NEW.code))) THEN
        RAISE check_violation USING MESSAGE = 'no such point of a grade holds for this place';
    END IF;
    NEW.said_at := clock_timestamp();
    NEW.account_id := acting_account();
    NEW.said_by := coalesce((SELECT shown_name FROM acting()), nullif(current_setting('waystation.actor', true), ''));
    RETURN NEW;
END $$;
SELECT by_owner('check_grade_confirmation()');
CREATE TRIGGER grade_confirmation_is_checked BEFORE INSERT ON grade_confirmation
    FOR EACH ROW EXECUTE FUNCTION check_grade_confirmation();

CREATE FUNCTION note_grade_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_act(CASE WHEN NEW.met THEN 'confirm_point' ELSE 'withdraw_point' END, NEW.station_id, NULL,
                     jsonb_build_object('grade', NEW.grade_id, 'code', NEW.code, 'note', NEW.note, 'until', NEW.until));
    RETURN NULL;
END $$;
SELECT by_owner('note_grade_confirmation()');
CREATE TRIGGER grade_confirmation_is_noted AFTER INSERT ON grade_confirmation
    FOR EACH ROW EXECUTE FUNCTION note_grade_confirmation();
CREATE TRIGGER grade_confirmation_only_grows BEFORE DELETE OR UPDATE ON grade_confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

SELECT guard_table('grade_confirmation'), show_by_branch('grade_confirmation', 'read');
CREATE POLICY said ON grade_confirmation FOR INSERT TO waystation_web WITH CHECK (may_at('amend', station_id));
GRANT SELECT, INSERT (grade_id, station_id, code, met, note, until) ON grade_confirmation TO waystation_web;

-- --- Standing ---------------------------------------------------------------------------------------------------------

-- Whether a record says by itself that a point is met.
--   evidence  of the point: by, and what goes with it
--   minutes   how long the place is open on the shortest day of an ordinary week; NULL where not known
CREATE FUNCTION record_says(evidence jsonb, services text[], hours text, minutes integer, status text, verified date,
                            capacity integer, details jsonb, today date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(CASE evidence ->> 'by'
        WHEN 'service' THEN evidence ->> 'service' = ANY (services)
        WHEN 'hours_known' THEN hours IS NOT NULL
        WHEN 'open_daily' THEN minutes >= (evidence ->> 'hours')::numeric * 60
        WHEN 'confirmed' THEN verified >= today - (evidence ->> 'days')::integer
        WHEN 'capacity' THEN capacity >= (evidence ->> 'least')::integer
        WHEN 'on_map' THEN status IN ('open', 'suspended')
        WHEN 'detail' THEN CASE jsonb_typeof(details -> (evidence ->> 'detail'))
            WHEN 'number' THEN (details ->> (evidence ->> 'detail'))::numeric >= (evidence ->> 'least')::numeric
            WHEN 'boolean' THEN (details ->> (evidence ->> 'detail'))::boolean
        END
    END, false)
$$;

-- Each point of each place that a grade holds for, in the acting account's branch: whether the record says that it is met,
-- and the confirmation that counts.
--   asked    of this grade; NULL for all that are not retired
--   place    of this place; NULL for all that are not closed
--   minutes  by hours text how long a place is open on the shortest day of an ordinary week
CREATE FUNCTION standing(asked bigint, place bigint, minutes jsonb, today date)
RETURNS TABLE (grade_id bigint, station_id bigint, name text, code text, nth bigint, by_record boolean, confirmation bigint)
LANGUAGE sql STABLE AS $$
    SELECT grade.id, shown.id, shown.name, point.told ->> 'code', point.nth,
           record_says(point.told -> 'evidence', shown.services, shown.hours, (minutes ->> shown.hours)::integer, shown.status,
                       shown.verified_at, shown.capacity, shown.details, today),
           CASE WHEN word.met AND (word.until IS NULL OR word.until >= today) THEN word.id END
      FROM grade
      JOIN unit ON unit.ancestors @> ARRAY[grade.unit_id]
               AND ((SELECT may('read', NULL)) OR unit.id = ANY ((SELECT branch('read'))::bigint[]))
      JOIN station ON station.unit_id = unit.id AND (grade.kinds = '{}' OR station.kind = ANY (grade.kinds))
      JOIN station_shown AS shown ON shown.id = station.id AND (shown.status <> 'closed' OR place IS NOT NULL)
     CROSS JOIN LATERAL jsonb_array_elements(grade.points) WITH ORDINALITY AS point (told, nth)
      LEFT JOIN (SELECT DISTINCT ON (said.grade_id, said.station_id, said.code) said.*
                   FROM grade_confirmation AS said
                  WHERE (asked IS NULL OR said.grade_id = asked) AND (place IS NULL OR said.station_id = place)
                  ORDER BY said.grade_id, said.station_id, said.code, said.id DESC) AS word
             ON word.grade_id = grade.id AND word.station_id = station.id AND word.code = point.told ->> 'code'
     WHERE grade.retired_at IS NULL AND (asked IS NULL OR grade.id = asked) AND (place IS NULL OR station.id = place)
$$;
REVOKE EXECUTE ON FUNCTION record_says(jsonb, text[], text, integer, text, date, integer, jsonb, date),
                           standing(bigint, bigint, jsonb, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_says(jsonb, text[], text, integer, text, date, integer, jsonb, date),
                          standing(bigint, bigint, jsonb, date) TO waystation_web;

-- --- Awards -----------------------------------------------------------------------------------------------------------

-- What a union above gave a place on a day: data, never worked out.
CREATE TABLE award (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id    bigint NOT NULL REFERENCES station,
    name          text NOT NULL CONSTRAINT award_name_is_short CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    given_by      text NOT NULL CONSTRAINT giver_is_short CHECK (length(btrim(given_by)) BETWEEN 1 AND 100),
    given_on      date NOT NULL,
    until         date CONSTRAINT award_ends_after_it_began CHECK (until >= given_on),
    noted_by      text NOT NULL,
    withdrawn_at  timestamptz
);
COMMENT ON COLUMN award.withdrawn_at IS 'since when it is no longer shown, entered by mistake or taken away';
CREATE INDEX award_of_station ON award (station_id);

CREATE FUNCTION note_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.noted_by := coalesce((SELECT shown_name FROM acting()), nullif(current_setting('waystation.actor', true), ''));
    ELSIF OLD.withdrawn_at IS NOT NULL THEN
        RAISE check_violation USING MESSAGE = 'this award was withdrawn already';
    ELSE
        NEW.withdrawn_at := now();
    END IF;
    PERFORM note_act(CASE TG_OP WHEN 'INSERT' THEN 'note_award' ELSE 'withdraw_award' END, NEW.station_id, NULL,
                     to_jsonb(NEW) - '{station_id,withdrawn_at}'::text[]);
    RETURN NEW;
END $$;
SELECT by_owner('note_award()');
CREATE TRIGGER award_is_noted BEFORE INSERT OR UPDATE ON award FOR EACH ROW EXECUTE FUNCTION note_award();
CREATE TRIGGER award_is_withdrawn_not_removed BEFORE DELETE ON award
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

SELECT guard_table('award'), show_by_branch('award', 'read');
CREATE POLICY noted ON award FOR INSERT TO waystation_web WITH CHECK (may_at('amend', station_id));
CREATE POLICY withdrawn ON award FOR UPDATE TO waystation_web USING (may_at('amend', station_id));
GRANT SELECT, INSERT (station_id, name, given_by, given_on, until), UPDATE (withdrawn_at) ON award TO waystation_web;
