-- The web as a role that owns nothing: what it may read, what it may write, and the doors it asks for the rest.
--
-- Every table is guarded: without a grant and a policy nobody but the owner of the store sees a row. What the web writes
-- it writes as an account, by policies on the tables; or as a courier, who has none, by doors that do one thing each.

DO $$ BEGIN
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', current_schema());
    -- So that a web without a login of its own can be the role all the same (SET ROLE).
    IF NOT pg_has_role(current_user, 'waystation_web', 'MEMBER') THEN
        GRANT waystation_web TO CURRENT_USER;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'this login may not become waystation_web: give the web a login of its own';
END $$;

-- --- Who calls --------------------------------------------------------------------------------------------------------

-- Whether the owner of the store itself calls. Only within functions that work by_owner(), where current_user is the owner.
CREATE FUNCTION by_keeper() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_has_role(coalesce(nullif(current_setting('role'), 'none'), session_user)::name, current_user, 'MEMBER')
$$;
REVOKE EXECUTE ON FUNCTION by_keeper() FROM PUBLIC;

-- The units in which the acting account may do something; for policies, which ask it once a statement. Who may do it in
-- the whole store is told by may(needed, NULL).
CREATE FUNCTION branch(needed text) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(SELECT unit.id
                   FROM acting() AS me JOIN unit ON unit.ancestors @> ARRAY[me.unit_id]
                  WHERE may(needed, me.unit_id))
$$;

SELECT door('acting()'), door('acting_account()'), door('acting_name()'), door('in_branch(bigint)'), door('may(text, bigint)'),
       door('may_at(text, bigint)'), door('branch(text)');
SELECT door('password_salt(text)'), door('check_password(text, bytea)'), door('open_session(text, bytea, bytea, bigint)'),
       door('redeem_link(text, bytea, integer, integer, bytea)'), door('link_of(text)'),
       door('change_password(bytea, bytea, integer, integer, bytea)'), door('change_second_factor(bytea, text, bigint)'),
       door('note_use()');
SELECT by_owner('end_sessions(bigint, bigint)');

-- --- Tables -----------------------------------------------------------------------------------------------------------

SELECT guard_table(name::regclass)
  FROM unnest('{kind,kind_detail,service,service_word,brand,entry_mode,rating_reason,special_day,complete_year,
                county,county_piece,source,import,station,station_version,finding,rating,rating_summary,answered,
                confirmation,confirmed,fault,mending,station_condition,notice,outbox,outbox_horizon,store_mark,
                unit,account,credential,session,login_link,api_token,journal,migration}'::text[]) AS name;

-- What everybody may read.
DO $$
DECLARE shown regclass;
BEGIN
    FOREACH shown IN ARRAY '{kind,kind_detail,service,service_word,brand,entry_mode,rating_reason,special_day,complete_year,
                             county,county_piece,source,station,rating_summary,station_condition,outbox,outbox_horizon,
                             unit,migration}'::regclass[]
    LOOP
        EXECUTE format('CREATE POLICY everybody ON %s FOR SELECT TO waystation_web USING (true)', shown);
        EXECUTE format('GRANT SELECT ON %s TO waystation_web', shown);
    END LOOP;
END $$;
GRANT SELECT ON station_shown TO waystation_web;

-- Show the rows about a place to the accounts that may do something there.
CREATE FUNCTION show_by_branch(shown regclass, needed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY branch ON %1$s FOR SELECT TO waystation_web USING ('
                   '(SELECT may(%2$L, NULL)) OR EXISTS (SELECT FROM station WHERE station.id = %1$s.station_id'
                   ' AND station.unit_id = ANY ((SELECT branch(%2$L))::bigint[])))', shown, needed);
END $$;
REVOKE EXECUTE ON FUNCTION show_by_branch(regclass, text) FROM PUBLIC;

SELECT show_by_branch('station_version', 'read'), show_by_branch('finding', 'read'), show_by_branch('mending', 'read'),
       show_by_branch('notice', 'read'), show_by_branch('fault', 'read'), show_by_branch('rating', 'moderate');
CREATE POLICY counted ON rating FOR SELECT TO waystation_web USING (held IS NULL);
GRANT SELECT ON station_version, finding, mending, notice TO waystation_web;
-- Not the digests of devices.
GRANT SELECT (id, station_id, what, service, note, reporter, newcomer, reported_at, received_at, held, ended_at, ended_by)
    ON fault TO waystation_web;
GRANT SELECT (id, station_id, day, stars, comment, reasons, newcomer, rated_at, received_at, held) ON rating TO waystation_web;

CREATE POLICY branch ON journal FOR SELECT TO waystation_web USING (
    (SELECT may('read', NULL)) OR account_id = (SELECT acting_account())
    OR unit_id = ANY ((SELECT branch('read'))::bigint[])
    OR EXISTS (SELECT FROM station
                WHERE station.id = journal.station_id AND station.unit_id = ANY ((SELECT branch('read'))::bigint[])));
GRANT SELECT ON journal TO waystation_web;

-- --- Lists ------------------------------------------------------------------------------------------------------------

-- Who ran the loader, where an account did.
ALTER TABLE import
    ADD COLUMN made_by bigint REFERENCES account,
    ADD COLUMN unit_id bigint REFERENCES unit;
CREATE FUNCTION acting_unit() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT unit_id FROM acting() $$;
SELECT door('acting_unit()');
ALTER TABLE import ALTER COLUMN made_by SET DEFAULT acting_account(), ALTER COLUMN unit_id SET DEFAULT acting_unit();
CREATE INDEX import_of_unit ON import (unit_id, id);

CREATE POLICY branch ON import FOR SELECT TO waystation_web USING (
    (SELECT may('read', NULL)) OR made_by = (SELECT acting_account()) OR unit_id = ANY ((SELECT branch('read'))::bigint[]));
CREATE POLICY begun ON import FOR INSERT TO waystation_web WITH CHECK (
    made_by = (SELECT acting_account()) AND unit_id IS NOT DISTINCT FROM (SELECT acting_unit())
    AND imported_by = (SELECT acting_name()) AND (SELECT may('import', acting_unit())));
CREATE POLICY finished ON import FOR UPDATE TO waystation_web
    USING (made_by = (SELECT acting_account()) AND account IS NULL AND (SELECT may('import', acting_unit())))
    WITH CHECK (true);
GRANT SELECT, INSERT (source, file_name, sha256, datum, imported_by), UPDATE (account) ON import TO waystation_web;

CREATE POLICY named ON source FOR INSERT TO waystation_web WITH CHECK (NOT made_up AND (SELECT may('import', acting_unit())));
GRANT INSERT ON source TO waystation_web;

-- The import that this transaction says it is part of. An account may name its own alone, and that until it is finished:
-- what a list changed is not noted change by change.
CREATE FUNCTION import_under_way() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE named bigint := nullif(current_setting('waystation.import', true), '')::bigint;
BEGIN
    IF named IS NULL OR by_keeper()
       OR EXISTS (SELECT FROM import WHERE id = named AND made_by = acting_account() AND account IS NULL) THEN
        RETURN named;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'this import is over, or it is another account''s';
END $$;
SELECT door('import_under_way()');

-- --- Places -----------------------------------------------------------------------------------------------------------

CREATE POLICY amended ON station FOR UPDATE TO waystation_web
    USING ((SELECT may('amend', NULL) OR may('import', NULL))
           OR unit_id = ANY ((SELECT branch('amend') || branch('import'))::bigint[]));
CREATE POLICY entered ON station FOR INSERT TO waystation_web
    WITH CHECK (((SELECT may('amend', NULL) OR may('import', NULL))
                 OR unit_id = ANY ((SELECT branch('amend') || branch('import'))::bigint[]))
                AND changed_by = (SELECT acting_name())
                AND import_id IS NOT DISTINCT FROM (SELECT import_under_way()));
-- Number, version, time, author and import of a record are the store's to write.
GRANT INSERT (source, source_id, kind, name, name_en, address, location, county_stated, county_code, services,
              services_inferred, hours, hours_text, hours_inferred, hours_inferred_text, hours_exceptions, phone, operator,
              entry_mode, entry_hint, capacity, capacity_inferred, details, status, status_reason, status_until, observed_on,
              verified_at, hours_verified_at, services_verified_at, unit_id, edited_fields),
      UPDATE (kind, name, name_en, address, location, county_stated, county_code, services,
              services_inferred, hours, hours_text, hours_inferred, hours_inferred_text, hours_exceptions, phone, operator,
              entry_mode, entry_hint, capacity, capacity_inferred, details, status, status_reason, status_until, observed_on,
              verified_at, hours_verified_at, services_verified_at, unit_id, edited_fields)
    ON station TO waystation_web;

-- --- The journal ------------------------------------------------------------------------------------------------------

-- Append an entry. Who it was is not asked but known, where an account acts; entries follow one another to the commit.
-- Whoever is not the owner notes as an account, of its branch only where it may change something, and not what the store
-- notes by itself. No door: only doors and triggers note, or anybody could note what was never done.
CREATE FUNCTION note_act(what text, place bigint, its_unit bigint, told jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    me record;
    last journal;
    entry journal;
BEGIN
    SELECT account_id, name INTO me FROM acting();
    entry.unit_id := coalesce(its_unit, (SELECT station.unit_id FROM station WHERE station.id = place));
    IF NOT by_keeper() AND (
        me.account_id IS NULL
        OR (place IS NOT NULL OR entry.unit_id IS NOT NULL)
           AND NOT (may('amend', entry.unit_id) OR may('moderate', entry.unit_id) OR may('import', entry.unit_id)
                    OR may('accounts', entry.unit_id))
        OR pg_trigger_depth() = 0 AND what IN ('enter_place', 'amend_place')) THEN
        RAISE insufficient_privilege USING MESSAGE = format('nobody may note %L here', what);
    END IF;
    PERFORM pg_advisory_xact_lock(7305824913);
    SELECT * INTO last FROM journal ORDER BY id DESC LIMIT 1;
    entry.id := coalesce(last.id, 0) + 1;
    entry.at := clock_timestamp();
    entry.account_id := me.account_id;
    entry.actor := coalesce(me.name, nullif(current_setting('waystation.actor', true), ''), 'unknown');
    entry.act := what;
    entry.station_id := place;
    entry.detail := coalesce(told, '{}');
    entry.hash := journal_hash(coalesce(last.hash, '\x'::bytea), entry);
    INSERT INTO journal SELECT entry.*;
    RETURN entry.id;
END $$;
SELECT by_owner('note_act(text, bigint, bigint, jsonb)');

-- --- What couriers say ------------------------------------------------------------------------------------------------

-- No account acts: each door does what one tap does, and nothing that is a manager's.
CREATE FUNCTION refuse_verdict(held text) RETURNS void LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF held = 'dropped' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a manager drops what was said';
    END IF;
END $$;

-- Count a vote, or replace the one that the same voter gave here on the same day by the one that was tapped later.
-- Beyond ten votes of new devices for one place within ten minutes the further ones wait for a manager.
CREATE FUNCTION rate(station_id bigint, voter bytea, day date, stars integer, comment text, reasons text[], newcomer boolean,
                     held text, rated_at timestamptz, received_at timestamptz)
RETURNS TABLE (first boolean, stars_now smallint, comment_now text, reasons_now text[], counted boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM refuse_verdict(rate.held);
    RETURN QUERY
    WITH crowd AS MATERIALIZED (
        SELECT count(*) AS newcomers
          FROM rating
         WHERE rate.newcomer AND newcomer AND station_id = rate.station_id
           AND received_at > coalesce(rate.received_at, now()) - interval '10 minutes'
    )
    INSERT INTO rating (station_id, voter, day, stars, comment, reasons, newcomer, rated_at, received_at, held)
    SELECT rate.station_id, rate.voter, rate.day, rate.stars, rate.comment, coalesce(rate.reasons, '{}'), rate.newcomer,
           coalesce(rate.rated_at, now()), coalesce(rate.received_at, now()),
           coalesce(rate.held, CASE WHEN crowd.newcomers >= 10 THEN 'burst' END)
      FROM crowd
    ON CONFLICT (station_id, day, voter) DO UPDATE
       SET stars = CASE WHEN excluded.rated_at >= rating.rated_at THEN excluded.stars ELSE rating.stars END,
           comment = CASE WHEN excluded.rated_at >= rating.rated_at THEN coalesce(excluded.comment, rating.comment)
                          ELSE coalesce(rating.comment, excluded.comment) END,
           reasons = CASE WHEN excluded.rated_at >= rating.rated_at THEN coalesce(rate.reasons, rating.reasons)
                          WHEN rating.reasons = '{}' THEN excluded.reasons ELSE rating.reasons END,
           rated_at = greatest(excluded.rated_at, rating.rated_at)
    RETURNING xmax = 0, rating.stars, rating.comment, rating.reasons, rating.held IS NULL;
END $$;

-- Remove the vote that a voter gave a place on a day; one that a manager dropped stays, or it would count when given again.
CREATE FUNCTION withdraw_rating(station_id bigint, day date, voter bytea) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    DELETE FROM rating
     WHERE station_id = withdraw_rating.station_id AND day = withdraw_rating.day AND voter = withdraw_rating.voter
       AND held IS DISTINCT FROM 'dropped'
    RETURNING id;
END $$;

-- Keep a report of a fault, under the number of the reports that the same device has open.
--
-- Beyond four new devices that report one fault of one place within ten minutes the further ones wait. What was tapped
-- before somebody said "works again" ended then, whenever it gets here.
CREATE FUNCTION report_fault(station_id bigint, what text, service text, note text, voters bytea[], voter bytea, day date,
                             newcomer boolean, held text, reported_at timestamptz, received_at timestamptz)
RETURNS TABLE (first boolean, counted boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM refuse_verdict(report_fault.held);
    RETURN QUERY
    WITH mine AS MATERIALIZED (
        SELECT id, reporter, held, reported_at
          FROM fault
         WHERE station_id = report_fault.station_id AND what = report_fault.what
           AND service IS NOT DISTINCT FROM report_fault.service
           AND ended_at IS NULL AND voter = ANY (report_fault.voters)
    ), known AS MATERIALIZED (
        SELECT min(reporter) AS reporter, bool_or(held IS NULL) AS counted, min(held) AS held,
               bool_or(reported_at - report_fault.reported_at BETWEEN interval '-24 hours' AND interval '24 hours') AS lately
          FROM mine
    ), joined AS (
        UPDATE fault SET reporter = known.reporter
          FROM known
         WHERE fault.id IN (SELECT id FROM mine WHERE mine.reporter <> known.reporter)
    ), crowd AS MATERIALIZED (
        SELECT count(DISTINCT reporter) AS newcomers
          FROM fault
         WHERE report_fault.newcomer AND newcomer AND station_id = report_fault.station_id AND what = report_fault.what
           AND service IS NOT DISTINCT FROM report_fault.service
           AND received_at > report_fault.received_at - interval '10 minutes'
    ), mended AS MATERIALIZED (
        SELECT mended_at, said_by
          FROM mending
         WHERE station_id = report_fault.station_id AND what = report_fault.what
           AND service IS NOT DISTINCT FROM report_fault.service
           AND held IS NULL AND mended_at >= report_fault.reported_at
         ORDER BY mended_at
         LIMIT 1
    ), kept AS (
        INSERT INTO fault (station_id, what, service, note, day, voter, reporter, newcomer, reported_at, received_at, held,
                           ended_at, ended_by)
        SELECT report_fault.station_id, report_fault.what, report_fault.service, report_fault.note, report_fault.day,
               report_fault.voter, coalesce(known.reporter, nextval('fault_reporter')), report_fault.newcomer,
               report_fault.reported_at, report_fault.received_at,
               CASE WHEN known.counted THEN NULL
                    WHEN known.held IS NOT NULL THEN known.held
                    WHEN report_fault.held IS NOT NULL THEN report_fault.held
                    WHEN crowd.newcomers >= 4 THEN 'burst' END,
               mended.mended_at, mended.said_by
          FROM known CROSS JOIN crowd LEFT JOIN mended ON true
        RETURNING held
    )
    SELECT NOT coalesce(known.lately, false), kept.held IS NULL FROM known CROSS JOIN kept;
END $$;

-- End the open reports of a fault by a device that said so within the last day.
-- One that a manager dropped stays, or it would count when given again.
CREATE FUNCTION withdraw_fault(station_id bigint, what text, service text, voters bytea[], at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT reporter
          FROM fault
         WHERE station_id = withdraw_fault.station_id AND what = withdraw_fault.what
           AND service IS NOT DISTINCT FROM withdraw_fault.service
           AND ended_at IS NULL AND voter = ANY (withdraw_fault.voters)
           AND reported_at > withdraw_fault.at - interval '24 hours'
    )
    UPDATE fault
       SET ended_at = withdraw_fault.at, ended_by = 'withdrawn'
     WHERE station_id = withdraw_fault.station_id AND what = withdraw_fault.what
       AND service IS NOT DISTINCT FROM withdraw_fault.service
       AND ended_at IS NULL AND reporter IN (SELECT reporter FROM mine) AND held IS DISTINCT FROM 'dropped';
END $$;

-- End all open reports of a fault up to a time, since it was mended then; no door.
CREATE FUNCTION end_faults(station_id bigint, what text, service text, mended_at timestamptz, said_by text) RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    UPDATE fault
       SET ended_at = end_faults.mended_at, ended_by = end_faults.said_by
     WHERE station_id = end_faults.station_id AND what = end_faults.what
       AND service IS NOT DISTINCT FROM end_faults.service
       AND ended_at IS NULL AND reported_at <= end_faults.mended_at;
END $$;

-- Keep that something works again, and end its reports; what is held ends nothing until a manager counts it.
CREATE FUNCTION mend_fault(station_id bigint, what text, service text, mended_at timestamptz, said_by text, held text)
RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM refuse_verdict(mend_fault.held);
    IF mend_fault.said_by <> 'courier' AND NOT by_keeper() AND NOT may_at('moderate', mend_fault.station_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'no manager of this place says so';
    END IF;
    INSERT INTO mending (station_id, what, service, mended_at, said_by, held)
    VALUES (mend_fault.station_id, mend_fault.what, mend_fault.service, mend_fault.mended_at, mend_fault.said_by, mend_fault.held);
    IF mend_fault.held IS NULL THEN
        PERFORM end_faults(mend_fault.station_id, mend_fault.what, mend_fault.service, mend_fault.mended_at, mend_fault.said_by);
    END IF;
END $$;

-- Count a confirmation, once a voter, place, fact and day, and renew the day on which the fact was last confirmed; an
-- earlier day renews nothing. Tells whether it is the voter's first.
CREATE FUNCTION confirm_fact(station_id bigint, fact text, day date, voter bytea) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    one confirm_fact.station_id%TYPE;
BEGIN
    INSERT INTO confirmation (station_id, fact, day, voter)
    VALUES (confirm_fact.station_id, confirm_fact.fact, confirm_fact.day, confirm_fact.voter)
    ON CONFLICT DO NOTHING
    RETURNING station_id INTO one;
    INSERT INTO confirmed (station_id, existence, hours, services)
    VALUES (confirm_fact.station_id,
            CASE WHEN confirm_fact.fact = 'existence' THEN confirm_fact.day END,
            CASE WHEN confirm_fact.fact = 'hours' THEN confirm_fact.day END,
            CASE WHEN confirm_fact.fact = 'services' THEN confirm_fact.day END)
    ON CONFLICT (station_id) DO UPDATE
       SET existence = greatest(confirmed.existence, excluded.existence),
           hours = greatest(confirmed.hours, excluded.hours),
           services = greatest(confirmed.services, excluded.services);
    RETURN one IS NOT NULL;
END $$;

-- The answer that a key already had. Who does not know the key reads nothing.
CREATE FUNCTION earlier_answer(asked text) RETURNS TABLE (fingerprint bytea, status smallint, answer json) LANGUAGE sql STABLE AS $$
    SELECT fingerprint, status, answer FROM answered WHERE key = asked
$$;

-- Keep an answer, and forget a few that are older than seven days.
CREATE FUNCTION keep_answer(key text, fingerprint bytea, status integer, answer json) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    WITH forgotten AS (
        DELETE FROM answered
         WHERE key IN (SELECT key FROM answered WHERE answered_at < now() - interval '7 days' ORDER BY answered_at LIMIT 10)
    )
    INSERT INTO answered (key, fingerprint, status, answer)
    VALUES (keep_answer.key, keep_answer.fingerprint, keep_answer.status, keep_answer.answer);
END $$;

SELECT door('rate(bigint, bytea, date, integer, text, text[], boolean, text, timestamptz, timestamptz)'),
       door('withdraw_rating(bigint, date, bytea)'),
       door('report_fault(bigint, text, text, text, bytea[], bytea, date, boolean, text, timestamptz, timestamptz)'),
       door('withdraw_fault(bigint, text, text, bytea[], timestamptz)'),
       door('mend_fault(bigint, text, text, timestamptz, text, text)'),
       door('confirm_fact(bigint, text, date, bytea)'),
       door('earlier_answer(text)'), door('keep_answer(text, bytea, integer, json)'),
       by_owner('end_faults(bigint, text, text, timestamptz, text)');

-- --- The outbox -------------------------------------------------------------------------------------------------------

-- Remove what has stood in the outbox for the given time, and remember how far; tells how many rows. Whoever is not the
-- owner cannot remove what is younger than an hour.
--
-- What is removed is what a snapshot taken that long ago sees, not what bears an old date: a transaction that was open
-- for two days dates its row by its beginning, and nobody has read it yet. The snapshot is then the horizon, by which
-- readers who have been away for longer know it (changes.sql). In another life of the store its numbers mean nothing:
-- the first run there only takes a snapshot, and removes rows that are numbered beyond the present.
CREATE FUNCTION prune_outbox(keep interval) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    kept interval := CASE WHEN by_keeper() THEN keep ELSE greatest(keep, interval '1 hour') END;
    removed bigint;
BEGIN
    WITH horizon AS MATERIALIZED (
        SELECT next, life_of_store() AS life, life IS NOT DISTINCT FROM life_of_store() AS continues
          FROM outbox_horizon
         WHERE life IS DISTINCT FROM life_of_store() OR next_at <= now() - kept
           FOR UPDATE
    ), moved AS (
        UPDATE outbox_horizon
           SET life = horizon.life, pruned = CASE WHEN horizon.continues THEN horizon.next END,
               next = pg_current_snapshot(), next_at = now()
          FROM horizon
    )
    DELETE FROM outbox
     USING horizon
     WHERE CASE WHEN horizon.continues THEN pg_visible_in_snapshot(outbox.txid, horizon.next)
                ELSE outbox.txid >= pg_snapshot_xmax(pg_current_snapshot()) END;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END $$;
SELECT door('prune_outbox(interval)'), door('life_of_store()');

-- --- What the store does by itself ------------------------------------------------------------------------------------

-- Nobody hangs one of these on a table of its own: a trigger needs the right to execute its function when it is made.
SELECT by_owner(oid::regprocedure)
  FROM pg_proc
 WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e');
SELECT by_owner('tell_changed(bigint[], boolean)'), by_owner('reports_of(bigint)'), by_owner('renew_condition(bigint)');
