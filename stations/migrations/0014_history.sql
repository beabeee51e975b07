-- History that can be read by its branch, put back field by field, and proved to be whole.
--
-- The journal vouches for the rest: each change by hand is in it with a digest of what it made, each run of the loader
-- with one digest of all that it made. Digests are of named columns as text: a column that comes later does not spoil
-- them, and is digested by a function of another name, under another word of the entry.

-- --- Digests ----------------------------------------------------------------------------------------------------------

-- A record and who made it when, as text that no setting of a session changes. Reading it costs a tenth of record_of().
CREATE FUNCTION made_text(made station) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT ROW(made.source, made.source_id, made.kind, made.name, made.name_en, made.address, made.location::text,
               made.county_stated, made.services, made.services_inferred, made.hours, made.hours_text, made.hours_inferred,
               made.hours_inferred_text, made.hours_exceptions, made.phone, made.operator, made.entry_mode, made.entry_hint,
               made.capacity, made.capacity_inferred, made.details, made.status, made.status_reason,
               made.status_until - date '2000-01-01', made.observed_on - date '2000-01-01',
               made.verified_at - date '2000-01-01', made.hours_verified_at - date '2000-01-01',
               made.services_verified_at - date '2000-01-01', made.unit_id, made.edited_fields,
               made.version, made.changed_by, extract(epoch FROM made.changed_at))::text
$$;

-- A version as the row that it was.
CREATE FUNCTION row_of(kept station_version) RETURNS station LANGUAGE plpgsql STABLE AS $$
DECLARE made station;
BEGIN
    made := jsonb_populate_record(NULL::station, kept.record);
    made.location := ST_SetSRID(ST_MakePoint((kept.record ->> 'lon')::float8, (kept.record ->> 'lat')::float8), 4326)::geography;
    made.edited_fields := coalesce(made.edited_fields, '{}');
    made.version := kept.version;
    made.changed_by := kept.changed_by;
    made.changed_at := kept.changed_at;
    RETURN made;
END $$;

CREATE FUNCTION made_digest(made station) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(made_text(made), 'UTF8')), 'hex')
$$;

-- The digest of the version that a version came after; '' for a first one.
CREATE FUNCTION hash_before(place bigint, asked integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT encode(hash, 'hex') FROM station_version WHERE station_id = place AND version = asked - 1), '')
$$;

CREATE FUNCTION version_hash(before bytea, entry station_version) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(before || convert_to(jsonb_build_array(entry.station_id, entry.version, extract(epoch FROM entry.changed_at),
                                                         entry.changed_by, entry.import_id)::text || entry.record::text, 'UTF8'))
$$;
-- A record is made into text once, and nobody is asked who acts where nobody acts: a list that amends many places must not
-- wait for their digests. An account is named as the author, whatever the program says, and only its own list as the source.
CREATE OR REPLACE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before bytea := '\x';
BEGIN
    IF OLD.version > 1 THEN
        SELECT coalesce(hash, '\x') INTO before FROM station_version WHERE station_id = OLD.id AND version = OLD.version - 1;
    END IF;
    INSERT INTO station_version (station_id, version, changed_at, changed_by, import_id, record, hash)
    SELECT OLD.id, OLD.version, OLD.changed_at, OLD.changed_by, OLD.import_id, made.record,
           sha256(coalesce(before, '\x') || convert_to(jsonb_build_array(OLD.id, OLD.version, extract(epoch FROM OLD.changed_at),
                                                      OLD.changed_by, OLD.import_id)::text || made.record::text, 'UTF8'))
      FROM (SELECT record_of(OLD) AS record OFFSET 0) AS made;
    NEW.version := OLD.version + 1;
    NEW.changed_at := now();
    NEW.changed_by := CASE WHEN current_setting('waystation.proof', true) <> '' THEN acting_name() END;
    NEW.import_id := nullif(current_setting('waystation.import', true), '')::bigint;
    IF by_keeper() THEN
        NEW.changed_by := coalesce(NEW.changed_by, nullif(current_setting('waystation.actor', true), ''));
    ELSIF NEW.import_id IS NOT NULL THEN
        NEW.import_id := import_under_way();
    END IF;
    RETURN NEW;
END $$;
SELECT by_owner('keep_version()');

-- A change by hand is in the journal with the digest of what it made, its author, and the version before, so that the
-- journal vouches for the chain, too. It is noted when the transaction commits: entries of the journal wait for one another,
-- and two who hold a place each and then wait for the journal, and for the other's place, would wait for ever.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT by_keeper() AND NEW.changed_by IS DISTINCT FROM acting_name() THEN
        RAISE insufficient_privilege USING MESSAGE = 'a change is committed by the account that made it';
    END IF;
    PERFORM note_act(CASE TG_OP WHEN 'INSERT' THEN 'enter_place' ELSE 'amend_place' END, NEW.id, NEW.unit_id,
                     jsonb_build_object('version', NEW.version, 'by', NEW.changed_by, 'record', made_digest(NEW),
                                        'before', hash_before(NEW.id, NEW.version)));
    RETURN NULL;
END $$;
SELECT by_owner('note_change()');
CREATE CONSTRAINT TRIGGER change_is_noted AFTER UPDATE ON station DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.import_id IS NULL) EXECUTE FUNCTION note_change();
CREATE CONSTRAINT TRIGGER entry_is_noted AFTER INSERT ON station DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.import_id IS NULL) EXECUTE FUNCTION note_change();

-- One digest of all that a run made, in the rows or, amended since, among their versions.
CREATE FUNCTION import_digest(asked bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(coalesce(string_agg(told, '' ORDER BY station_id, version), '')), 'hex')
      FROM (SELECT id AS station_id, version, sha256(convert_to(made_text(station)
                   || CASE WHEN version > 1 THEN hash_before(id, version) ELSE '' END, 'UTF8')) AS told
              FROM station WHERE import_id = asked
            UNION ALL
            SELECT station_id, version, sha256(convert_to(made_text(row_of(station_version))
                   || hash_before(station_id, version), 'UTF8'))
              FROM station_version WHERE import_id = asked) AS made
$$;
SELECT by_owner('import_digest(bigint)');

CREATE FUNCTION run_digest(run import) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(run.id, run.source, run.file_name, run.sha256, run.datum,
        extract(epoch FROM run.imported_at), run.imported_by, run.made_by, run.unit_id, run.account)::text, 'UTF8')), 'hex')
$$;

CREATE UNIQUE INDEX journal_of_import ON journal (((detail ->> 'import')::bigint)) WHERE act = 'import';

-- Note a run in the journal, once, when nothing more will be made in its name. An account seals its own, once that is over.
CREATE FUNCTION seal_import(asked bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    run import;
    records bigint;
BEGIN
    SELECT * INTO run FROM import
     WHERE id = asked AND (by_keeper() OR made_by = acting_account() AND import.account IS NOT NULL);
    IF run.id IS NULL THEN
        RETURN;
    END IF;
    SELECT (SELECT count(*) FROM station WHERE import_id = asked)
           + (SELECT count(*) FROM station_version WHERE import_id = asked) INTO records;
    PERFORM note_act('import', NULL, NULL, jsonb_build_object(
        'import', asked, 'records', records, 'digest', import_digest(asked), 'run', run_digest(run)));
END $$;
SELECT door('seal_import(bigint)');

-- What a run changed is not noted change by change: one that an account leaves without its seal is not committed.
CREATE FUNCTION import_must_be_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT by_keeper() AND NOT EXISTS (SELECT FROM journal WHERE act = 'import' AND (detail ->> 'import')::bigint = NEW.id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a list is committed when it is in the journal';
    END IF;
    RETURN NULL;
END $$;
SELECT by_owner('import_must_be_sealed()');
CREATE CONSTRAINT TRIGGER import_is_sealed AFTER INSERT ON import DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION import_must_be_sealed();

-- What was there before stands as it is found now: runs are sealed, versions without a digest are counted.
SELECT seal_import(id) FROM import ORDER BY id;
SELECT note_act('history_begins', NULL, NULL, jsonb_build_object('without_digest', count(*)))
  FROM station_version WHERE hash IS NULL HAVING count(*) > 0;

REVOKE EXECUTE ON FUNCTION made_text(station), row_of(station_version), made_digest(station), hash_before(bigint, integer),
                           run_digest(import) FROM PUBLIC;

-- --- Reading ----------------------------------------------------------------------------------------------------------

-- Versions of a place, newest first, each with the record before it, for who may read the place. `shown_name` and
-- `unit_name` are of the account, where one acted; `source` and `file_name` of the run, where a list came in.
--   below  only versions with a lower number
CREATE FUNCTION history_of(place bigint, below integer, most integer)
RETURNS TABLE (version integer, changed_at timestamptz, changed_by text, shown_name text, unit_name text, import_id bigint,
               source text, file_name text, record jsonb, before jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT may_at('read', place) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the history of a place is for its branch';
    END IF;
    RETURN QUERY
    SELECT one.version, one.changed_at, one.changed_by, account.shown_name, unit.name, one.import_id, import.source,
           import.file_name, one.record,
           (SELECT station_version.record FROM station_version
             WHERE station_version.station_id = place AND station_version.version = one.version - 1)
      FROM (SELECT station.version, station.changed_at, station.changed_by, station.import_id, record_of(station) AS record
              FROM station WHERE station.id = place
            UNION ALL
            SELECT kept.version, kept.changed_at, kept.changed_by, kept.import_id, kept.record
              FROM station_version AS kept WHERE kept.station_id = place) AS one
      LEFT JOIN LATERAL (
           SELECT journal.account_id FROM journal
            WHERE journal.station_id = place AND act IN ('amend_place', 'enter_place')
              AND detail -> 'version' = to_jsonb(one.version) AND one.import_id IS NULL
            LIMIT 1) AS noted ON true
      LEFT JOIN import ON import.id = one.import_id
      LEFT JOIN account ON account.id = noted.account_id OR one.import_id IS NOT NULL AND account.name = one.changed_by
      LEFT JOIN unit ON unit.id = account.unit_id
     WHERE one.version < below
     ORDER BY one.version DESC
     LIMIT most;
END $$;
SELECT door('history_of(bigint, integer, integer)');

-- --- Putting back -----------------------------------------------------------------------------------------------------

-- What belongs together in a record is put back together: hours and how people wrote them, a status and its reason.
CREATE FUNCTION field_of(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE name
           WHEN 'lon' THEN 'location' WHEN 'lat' THEN 'location'
           WHEN 'hours_text' THEN 'hours' WHEN 'hours_inferred_text' THEN 'hours_inferred'
           WHEN 'status_reason' THEN 'status' WHEN 'status_until' THEN 'status'
           ELSE name END
$$;

CREATE FUNCTION texts(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY(SELECT jsonb_array_elements_text(coalesce(list, '[]')))
$$;

-- How a change is taken back in the present record.
--   before, made  the record before the change and after it
--   present       the record now
--   chosen        which fields to put back; NULL: all that it changed
-- `back` is what to write, `fields` the names of what that puts back, `kept` what was changed again since and stays. A
-- field that is again as it was before the change is neither.
CREATE FUNCTION undoing(before jsonb, made jsonb, present jsonb, chosen text[])
RETURNS TABLE (back jsonb, fields text[], kept text[]) LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    marks_before text[] := texts(before -> 'edited_fields');
    marks_made text[] := texts(made -> 'edited_fields');
    marks text[] := texts(present -> 'edited_fields');
BEGIN
    WITH field AS (
        SELECT field_of(name) AS name, jsonb_object_agg(one.name, before -> one.name) AS old,
               bool_or(made -> one.name <> present -> one.name) AS again
          FROM jsonb_object_keys(made) AS one (name)
         WHERE before ? one.name AND present ? one.name AND one.name <> 'edited_fields'
         GROUP BY 1
        HAVING bool_or(before -> one.name <> made -> one.name) AND bool_or(before -> one.name <> present -> one.name))
    SELECT coalesce(array_agg(name ORDER BY name) FILTER (WHERE NOT again), '{}'),
           coalesce(array_agg(name ORDER BY name) FILTER (WHERE again), '{}'),
           (SELECT coalesce(jsonb_object_agg(key, value), '{}')
              FROM field AS free CROSS JOIN LATERAL jsonb_each(free.old)
             WHERE NOT free.again AND (chosen IS NULL OR free.name = ANY (chosen)))
      INTO fields, kept, back
      FROM field WHERE chosen IS NULL OR field.name = ANY (chosen);
    -- Marks of what was set by hand come and go with their field, whatever else was marked since.
    marks := ARRAY(SELECT mark FROM unnest(marks) WITH ORDINALITY AS now (mark, place)
                    WHERE mark = ANY (marks_before) OR mark <> ALL (marks_made) OR field_of(mark) = ANY (kept)
                       OR chosen IS NOT NULL AND field_of(mark) <> ALL (chosen)
                    ORDER BY place)
             || ARRAY(SELECT mark FROM unnest(marks_before) WITH ORDINALITY AS was (mark, place)
                       WHERE mark <> ALL (marks_made) AND mark <> ALL (marks) AND field_of(mark) <> ALL (kept)
                         AND (chosen IS NULL OR field_of(mark) = ANY (chosen))
                       ORDER BY place);
    IF marks <> texts(present -> 'edited_fields') THEN
        back := back || jsonb_build_object('edited_fields', marks);
    END IF;
    RETURN NEXT;
END $$;

-- These read what they are given and nothing else: the web plans by them, and its policies decide what it may write.
GRANT EXECUTE ON FUNCTION field_of(text), texts(jsonb), undoing(jsonb, jsonb, jsonb, text[]), record_of(station) TO waystation_web;
