-- Write down which places each statement changed, for readers that keep a picture of them.
--
-- One row a statement, by triggers on everything that station_shown shows; kinds, services, entry modes and days are few
-- and read whole by other means. A statement that changes more than 10,000 places writes one row without ids: read all
-- anew. So does a change of what many places share, a licence or a county's name.
--
-- txid says which transaction wrote the row, and a reader asks for the rows of transactions that its last snapshot did
-- not see (changes.sql). A sequence would not do: numbers are drawn before the commit, and not in its order.
--
-- A notice is only a wake-up, and votes and confirmations send none: commits that notify wait for one another, each
-- through its own flush to disk (16 connections voting, flushes of 6 ms: 180 votes a second with notices, 1,700
-- without). Readers look twice a second anyway; what managers and lists change is told at once.

CREATE TABLE outbox (
    txid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq         bigint GENERATED ALWAYS AS IDENTITY,
    written_at  timestamptz NOT NULL DEFAULT now(),
    station_ids bigint[] CONSTRAINT ids_or_everything CHECK (cardinality(station_ids) > 0),
    PRIMARY KEY (txid, seq)
);
COMMENT ON COLUMN outbox.txid IS 'the transaction, by its own number also inside a savepoint';
COMMENT ON COLUMN outbox.station_ids IS 'NULL: everything may have changed';

-- Tells this store from every other one, and from itself made anew in the same database.
CREATE TABLE store_mark (
    mark        uuid NOT NULL DEFAULT gen_random_uuid(),
    alone       boolean PRIMARY KEY DEFAULT true CONSTRAINT one_mark CHECK (alone)
);
INSERT INTO store_mark DEFAULT VALUES;

-- A store keeps its mark when it is restored from a backup, but numbers of transactions only mean something within one
-- cluster, one database, and one timeline, which ends where a standby took over or a backup was rolled forward.
-- A standby tells the timeline of its last checkpoint; right after a promotion that may be late, never wrong for long.
CREATE FUNCTION life_of_store() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('.', (SELECT mark FROM store_mark), (SELECT system_identifier FROM pg_control_system()),
                     (SELECT oid FROM pg_database WHERE datname = current_database()),
                     CASE WHEN pg_is_in_recovery() THEN lpad(to_hex((SELECT timeline_id FROM pg_control_checkpoint())), 8, '0')
                          ELSE lower(left(pg_walfile_name(pg_current_wal_lsn()), 8)) END)
$$;

-- How far the outbox was pruned: rows of transactions that `pruned` sees are gone. `next` will be the one after it.
CREATE TABLE outbox_horizon (
    life        text,
    pruned      pg_snapshot,
    next        pg_snapshot,
    next_at     timestamptz,
    alone       boolean PRIMARY KEY DEFAULT true CONSTRAINT one_horizon CHECK (alone)
);
COMMENT ON COLUMN outbox_horizon.life IS 'the life_of_store() in which it holds';
INSERT INTO outbox_horizon DEFAULT VALUES;

-- An upsert fires the triggers of INSERT and of UPDATE; the one that had no rows writes nothing.
CREATE FUNCTION tell_changed(ids bigint[], wake boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) > 0 THEN
        INSERT INTO outbox (station_ids) VALUES (CASE WHEN cardinality(ids) <= 10000 THEN ids END);
        IF wake THEN
            PERFORM pg_notify('waystation_outbox', '');
        END IF;
    END IF;
END $$;

CREATE FUNCTION tell_changed_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_changed(ARRAY(SELECT id FROM changed LIMIT 10001), wake => true);
    RETURN NULL;
END $$;
CREATE TRIGGER entered_places_are_told AFTER INSERT ON station
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_places();
CREATE TRIGGER amended_places_are_told AFTER UPDATE ON station
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_places();

-- What is kept beside the record: a place's score and its last confirmations. Votes and taps often change neither.
CREATE FUNCTION tell_changed_beside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM tell_changed(ARRAY(
            SELECT station_id FROM (SELECT * FROM changed EXCEPT SELECT * FROM before) AS differing LIMIT 10001), wake => false);
    ELSE
        PERFORM tell_changed(ARRAY(SELECT station_id FROM changed LIMIT 10001), wake => false);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER first_vote_is_told AFTER INSERT ON rating_summary
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER new_score_is_told AFTER UPDATE ON rating_summary
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER removed_score_is_told AFTER DELETE ON rating_summary
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER first_confirmation_is_told AFTER INSERT ON confirmed
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER newer_confirmation_is_told AFTER UPDATE ON confirmed
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();
CREATE TRIGGER removed_confirmation_is_told AFTER DELETE ON confirmed
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_beside();

-- Once a transaction: a boundary file renames thousands of counties.
CREATE FUNCTION tell_everything() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM outbox WHERE txid = pg_current_xact_id() AND station_ids IS NULL) THEN
        INSERT INTO outbox DEFAULT VALUES;
        PERFORM pg_notify('waystation_outbox', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER amended_source_is_told AFTER UPDATE ON source
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION tell_everything();
CREATE TRIGGER renamed_county_is_told AFTER UPDATE ON county
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION tell_everything();
CREATE TRIGGER emptied_places_are_told AFTER TRUNCATE ON station FOR EACH STATEMENT EXECUTE FUNCTION tell_everything();
CREATE TRIGGER emptied_scores_are_told AFTER TRUNCATE ON rating_summary FOR EACH STATEMENT EXECUTE FUNCTION tell_everything();
CREATE TRIGGER emptied_confirmations_are_told AFTER TRUNCATE ON confirmed FOR EACH STATEMENT EXECUTE FUNCTION tell_everything();
