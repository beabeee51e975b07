-- Places, what they offer, where they came from, and every version of them.
--
-- A place is called station whatever its kind. Kinds, services, brands and entry modes are rows, so that a city adds
-- its own without code. Facts and guesses never share a column: hours are known, hours_inferred somebody's guess.

CREATE EXTENSION IF NOT EXISTS postgis;

CREATE TABLE kind (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]*$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    shape    text NOT NULL DEFAULT 'triangle'
             CONSTRAINT kind_shape_is_drawn CHECK (shape IN ('circle', 'drop', 'square', 'diamond', 'heart', 'triangle')),
    icon     text NOT NULL DEFAULT '' CONSTRAINT kind_icon_is_a_path CHECK (icon ~ '^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]*$'),
    rank     integer NOT NULL
);
COMMENT ON COLUMN kind.icon IS 'SVG path in a 24 x 24 box, stroked';

-- What is particular to a kind: the allowed keys of station.details.
CREATE TABLE kind_detail (
    kind     text NOT NULL REFERENCES kind,
    code     text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]*$'),
    type     text NOT NULL CONSTRAINT detail_type_is_known CHECK (type IN ('count', 'text', 'yes_no')),
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    rank     integer NOT NULL,
    PRIMARY KEY (kind, code)
);

CREATE TABLE service (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]*$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    basic    boolean NOT NULL DEFAULT false,
    icon     text NOT NULL DEFAULT '' CONSTRAINT service_icon_is_a_path CHECK (icon ~ '^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]*$'),
    rank     integer NOT NULL
);

-- How people write a service in lists; lower case, without spaces.
CREATE TABLE service_word (
    word     text PRIMARY KEY CHECK (word = lower(word)),
    service  text NOT NULL REFERENCES service
);

-- Names on the signs, and the kind that each means. The longest that occurs in a name decides.
CREATE TABLE brand (
    name_zh  text PRIMARY KEY,
    name_en  text NOT NULL,
    kind     text NOT NULL REFERENCES kind,
    icon     text NOT NULL DEFAULT '' CONSTRAINT brand_icon_is_a_path CHECK (icon ~ '^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]*$')
);

CREATE TABLE entry_mode (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]*$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL,
    icon     text NOT NULL DEFAULT '' CONSTRAINT entry_icon_is_a_path CHECK (icon ~ '^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]*$'),
    rank     integer NOT NULL
);

CREATE TABLE source (
    name     text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
    licence  text,
    made_up  boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN source.made_up IS 'true: places of no real city life; pages say so wherever one is shown';

-- One run of the loader.
CREATE TABLE import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text NOT NULL REFERENCES source,
    file_name   text NOT NULL,
    sha256      text,
    datum       text NOT NULL CONSTRAINT import_datum_is_known CHECK (datum IN ('wgs84', 'gcj02', 'bd09')),
    imported_at timestamptz NOT NULL DEFAULT now(),
    imported_by text NOT NULL,
    account     jsonb
);

CREATE TABLE county (
    code        text PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 12),
    name        text NOT NULL,
    city        text,
    province    text,
    source      text NOT NULL,
    licence     text,
    area        geometry(MultiPolygon, 4326) NOT NULL,
    centre      geography(Point, 4326) NOT NULL
);
-- The same areas cut into small pieces: a point is found among pieces of at most 64 corners, not one outline of thousands.
CREATE TABLE county_piece (
    code        text NOT NULL REFERENCES county ON DELETE CASCADE,
    piece       geometry(Polygon, 4326) NOT NULL
);
CREATE INDEX county_piece_gist ON county_piece USING gist (piece);
CREATE INDEX county_area_gist ON county USING gist (area);

CREATE TABLE station (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source               text NOT NULL,
    source_id            text NOT NULL CHECK (length(source_id) BETWEEN 1 AND 300),
    kind                 text NOT NULL,
    name                 text NOT NULL CONSTRAINT name_is_not_empty CHECK (length(btrim(name)) BETWEEN 1 AND 200),
    name_en              text,
    address              text NOT NULL DEFAULT '' CHECK (length(address) <= 300),
    location             geography(Point, 4326) NOT NULL,
    county_stated        text,
    county_code          text REFERENCES county ON DELETE SET NULL,
    services             text[] NOT NULL DEFAULT '{}',
    services_inferred    text[] NOT NULL DEFAULT '{}',
    hours                text CHECK (length(hours) <= 500),
    hours_text           text CHECK (length(hours_text) <= 500),
    hours_inferred       text CHECK (length(hours_inferred) <= 500),
    hours_inferred_text  text CHECK (length(hours_inferred_text) <= 500),
    hours_exceptions     text CHECK (length(hours_exceptions) <= 1600),
    hours_in_force       text GENERATED ALWAYS AS
                         (CASE WHEN hours_exceptions IS NULL THEN hours
                          ELSE coalesce(hours, 'unknown') || '; ' || hours_exceptions END) STORED,
    phone                text CHECK (length(phone) <= 100),
    operator             text CHECK (length(operator) <= 200),
    entry_mode           text,
    entry_hint           text CHECK (length(entry_hint) <= 300),
    capacity             integer CONSTRAINT capacity_is_positive CHECK (capacity > 0),
    capacity_inferred    integer CONSTRAINT capacity_inferred_is_positive CHECK (capacity_inferred > 0),
    details              jsonb NOT NULL DEFAULT '{}' CONSTRAINT details_is_an_object CHECK (jsonb_typeof(details) = 'object'),
    status               text NOT NULL DEFAULT 'open'
                         CONSTRAINT status_is_known CHECK (status IN ('planned', 'open', 'suspended', 'closed')),
    status_reason        text CHECK (length(status_reason) <= 300),
    status_until         date,
    observed_on          date,
    verified_at          date,
    hours_verified_at    date,
    services_verified_at date,
    version              integer NOT NULL DEFAULT 1,
    changed_at           timestamptz NOT NULL DEFAULT now(),
    changed_by           text NOT NULL DEFAULT nullif(current_setting('waystation.actor', true), ''),
    import_id            bigint REFERENCES import DEFAULT nullif(current_setting('waystation.import', true), '')::bigint,
    CONSTRAINT one_record_a_source_id UNIQUE (source, source_id)
);
COMMENT ON COLUMN station.hours IS 'opening_hours of OpenStreetMap, NULL where what people wrote could not be read';
COMMENT ON COLUMN station.hours_text IS 'as people wrote it';
COMMENT ON COLUMN station.hours_exceptions IS 'dated rules of this place that override its hours: 2027 Feb 05-12 off "春节"';
COMMENT ON COLUMN station.county_code IS 'derived from location by the boundaries that are loaded; no part of the record';
COMMENT ON COLUMN station.changed_by IS 'from the setting waystation.actor: a change that says not who made it is refused';

CREATE INDEX station_location_gist ON station USING gist (location) WHERE status IN ('open', 'suspended');
-- The same for a bounding box, which is a question about degrees and not about metres.
CREATE INDEX station_degrees_gist ON station USING gist ((location::geometry)) WHERE status IN ('open', 'suspended');
CREATE INDEX station_county ON station (county_code);

-- The versions a record has been through; the present one stands in station.
CREATE TABLE station_version (
    station_id  bigint NOT NULL REFERENCES station,
    version     integer NOT NULL,
    changed_at  timestamptz NOT NULL,
    changed_by  text NOT NULL,
    import_id   bigint REFERENCES import,
    record      jsonb NOT NULL,
    PRIMARY KEY (station_id, version)
);

-- A record as json, without what is derived and without who made it.
CREATE FUNCTION record_of(station station) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(station) - '{id,location,county_code,hours_in_force,version,changed_at,changed_by,import_id}'::text[]
           || jsonb_build_object('lon', ST_X(station.location::geometry), 'lat', ST_Y(station.location::geometry))
$$;

CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO station_version (station_id, version, changed_at, changed_by, import_id, record)
    VALUES (OLD.id, OLD.version, OLD.changed_at, OLD.changed_by, OLD.import_id, record_of(OLD));
    NEW.version := OLD.version + 1;
    NEW.changed_at := now();
    NEW.changed_by := nullif(current_setting('waystation.actor', true), '');
    NEW.import_id := nullif(current_setting('waystation.import', true), '')::bigint;
    RETURN NEW;
END $$;

-- Named columns, so that working out county_code anew is no new version of anybody's record.
CREATE TRIGGER station_keeps_versions
    BEFORE UPDATE OF source, source_id, kind, name, name_en, address, location, county_stated, services,
        services_inferred, hours, hours_text, hours_inferred, hours_inferred_text, hours_exceptions, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred,
        details, status, status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at
    ON station FOR EACH ROW EXECUTE FUNCTION keep_version();

CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never removed: close the place instead', TG_TABLE_NAME;
END $$;
CREATE TRIGGER station_is_closed_not_removed BEFORE DELETE ON station
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER version_is_never_removed BEFORE DELETE OR UPDATE ON station_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- Sources and words are checked for all rows of a statement together: arrays can carry no foreign key, and for a list of
-- 200,000 places one look per distinct word takes a hundredth of the time of a look per row.
CREATE FUNCTION check_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stranger record;
BEGIN
    SELECT said.what, said.word INTO stranger
      FROM (SELECT 'service' AS what, unnest(services || services_inferred) AS word FROM changed
            UNION SELECT 'kind', kind FROM changed
            UNION SELECT 'source', source FROM changed
            UNION SELECT 'entry mode', entry_mode FROM changed WHERE entry_mode IS NOT NULL) AS said
     WHERE NOT CASE said.what
               WHEN 'service' THEN EXISTS (SELECT FROM service WHERE code = said.word)
               WHEN 'kind' THEN EXISTS (SELECT FROM kind WHERE code = said.word)
               WHEN 'source' THEN EXISTS (SELECT FROM source WHERE name = said.word)
               ELSE EXISTS (SELECT FROM entry_mode WHERE code = said.word) END
     LIMIT 1;
    IF FOUND THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('unknown %s %L: add it to its table first', stranger.what, stranger.word);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entered_words_are_known AFTER INSERT ON station
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_words();
CREATE TRIGGER amended_words_are_known AFTER UPDATE ON station
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION check_words();

CREATE FUNCTION keep_used_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (CASE TG_TABLE_NAME
       WHEN 'service' THEN EXISTS (SELECT FROM station WHERE OLD.code = ANY (services || services_inferred))
       WHEN 'kind' THEN EXISTS (SELECT FROM station WHERE kind = OLD.code)
       ELSE EXISTS (SELECT FROM station WHERE entry_mode = OLD.code) END) THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s %L is used by places: amend them first', TG_TABLE_NAME, OLD.code);
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER used_service_stays BEFORE DELETE OR UPDATE OF code ON service FOR EACH ROW EXECUTE FUNCTION keep_used_word();
CREATE TRIGGER used_kind_stays BEFORE DELETE OR UPDATE OF code ON kind FOR EACH ROW EXECUTE FUNCTION keep_used_word();
CREATE TRIGGER used_entry_mode_stays BEFORE DELETE OR UPDATE OF code ON entry_mode FOR EACH ROW EXECUTE FUNCTION keep_used_word();
CREATE TRIGGER source_is_never_removed BEFORE DELETE OR UPDATE OF name ON source
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- What looks wrong with a place, for a person to look at.
CREATE TABLE finding (
    station_id  bigint NOT NULL REFERENCES station,
    what        text NOT NULL,
    detail      text NOT NULL,
    found_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, what)
);
