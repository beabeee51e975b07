-- Union units as a tree, accounts that act in them, and a history that can only grow.
--
-- Nobody acts by a number that a program sets. A request brings a secret (of a session, or of a token), the store keeps
-- its digest alone, and acting() tells whose it is. Passwords are checked here too: the program sends what argon2id made
-- of one, and a session is opened only when its digest is the one on record. So a program that can say any SQL, and
-- knows no password and no secret, is nobody.

-- --- The role of the web ----------------------------------------------------------------------------------------------

-- Roles belong to the whole cluster: another database, or an administrator, may have made this one before.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'waystation_web') THEN
        CREATE ROLE waystation_web NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role waystation_web is missing, and this login may make none: have an administrator run CREATE ROLE waystation_web';
END $$;
DO $$ BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO waystation_web', current_schema());
END $$;

-- A table whose rows are shown and changed by policies alone, for everybody but the owner of the store.
CREATE FUNCTION guard_table(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY keeper ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', guarded);
END $$;

-- A function that works with the owner's rights, whoever calls it. Temporary tables of the caller come last in its path.
CREATE FUNCTION by_owner(called regprocedure) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %s, pg_temp', called,
                   (SELECT string_agg(DISTINCT quote_ident(nspname), ', ')
                      FROM pg_namespace
                     WHERE nspname = current_schema()
                        OR oid = (SELECT extnamespace FROM pg_extension WHERE extname = 'postgis')));
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', called);
END $$;

-- The same, for the web to call.
CREATE FUNCTION door(called regprocedure) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM by_owner(called);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO waystation_web', called);
END $$;
REVOKE EXECUTE ON FUNCTION guard_table(regclass), by_owner(regprocedure), door(regprocedure) FROM PUBLIC;

-- --- Units ------------------------------------------------------------------------------------------------------------

CREATE TABLE unit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent      bigint REFERENCES unit,
    level       text NOT NULL CONSTRAINT level_is_known CHECK (level IN ('province', 'city', 'county', 'street', 'place')),
    name        text NOT NULL CONSTRAINT unit_name_is_short CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    county_code text REFERENCES county ON DELETE SET NULL,
    ancestors   bigint[] NOT NULL,
    CONSTRAINT one_name_below_a_unit UNIQUE NULLS NOT DISTINCT (parent, name)
);
COMMENT ON COLUMN unit.ancestors IS 'the way from the root to this unit, itself last';
COMMENT ON COLUMN unit.county_code IS 'the county whose places are its own unless they say otherwise';
CREATE INDEX unit_branch ON unit USING gin (ancestors);

CREATE FUNCTION place_unit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above unit;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.parent IS DISTINCT FROM OLD.parent THEN
        RAISE check_violation USING MESSAGE = 'a unit stays where it is in the tree: make a new one and move its places';
    END IF;
    SELECT * INTO above FROM unit WHERE id = NEW.parent;
    IF above.id IS NOT NULL AND array_position('{province,city,county,street,place}', NEW.level)
                                <= array_position('{province,city,county,street,place}', above.level) THEN
        RAISE check_violation USING MESSAGE = format('a %s cannot lie below a %s', NEW.level, above.level);
    END IF;
    NEW.ancestors := coalesce(above.ancestors, '{}') || NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER unit_is_placed BEFORE INSERT OR UPDATE ON unit FOR EACH ROW EXECUTE FUNCTION place_unit();

ALTER TABLE station
    ADD COLUMN unit_id bigint REFERENCES unit,
    ADD COLUMN edited_fields text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN station.unit_id IS 'the union unit that keeps this place true; NULL: none yet';
COMMENT ON COLUMN station.edited_fields IS 'what a manager set by hand since: lists leave it alone';
CREATE INDEX station_unit ON station (unit_id);

-- --- Accounts ---------------------------------------------------------------------------------------------------------

CREATE TABLE account (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE
                CONSTRAINT account_name_is_plain CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{2,63}$'),
    shown_name  text NOT NULL CONSTRAINT shown_name_is_short CHECK (length(btrim(shown_name)) BETWEEN 1 AND 60),
    role        text NOT NULL CONSTRAINT role_is_known CHECK (role IN ('manager', 'planner', 'operator')),
    unit_id     bigint REFERENCES unit,
    created_at  timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CONSTRAINT only_operators_act_everywhere CHECK (unit_id IS NOT NULL OR role = 'operator')
);
COMMENT ON COLUMN account.shown_name IS 'as others of the desk see it; courier see the unit only';

CREATE TABLE credential (
    account_id  bigint PRIMARY KEY REFERENCES account,
    salt        bytea NOT NULL,
    memory_kib  integer NOT NULL,
    passes      integer NOT NULL,
    verifier    bytea NOT NULL,
    totp_secret text,
    totp_step   bigint NOT NULL DEFAULT 0,
    changed_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN credential.verifier IS 'SHA-256 of the 32 bytes that argon2id makes of the password';
COMMENT ON COLUMN credential.totp_step IS 'the last time step used: a code opens one session';

CREATE TABLE session (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account,
    secret      bytea NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    seen_at     timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE INDEX session_of_account ON session (account_id) WHERE revoked_at IS NULL;

CREATE TABLE login_link (
    secret      bytea PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account,
    made_by     text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

CREATE TABLE api_token (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account,
    name        text NOT NULL CONSTRAINT token_name_is_short CHECK (length(btrim(name)) BETWEEN 1 AND 60),
    secret      bytea NOT NULL UNIQUE,
    scopes      text[] NOT NULL
                CONSTRAINT scopes_are_known CHECK (scopes <@ '{read,amend,moderate,import,plan,accounts}' AND cardinality(scopes) > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    used_on     date
);
CREATE INDEX api_token_of_account ON api_token (account_id);

-- --- Who acts ---------------------------------------------------------------------------------------------------------

-- The account of this transaction, by the secret that it was given; no row: nobody, and so for a secret that is over.
CREATE FUNCTION acting() RETURNS TABLE (account_id bigint, name text, shown_name text, role text, unit_id bigint, scopes text[],
                                        session_id bigint)
LANGUAGE sql STABLE AS $$
    WITH brought AS (SELECT sha256(convert_to(nullif(current_setting('waystation.proof', true), ''), 'UTF8')) AS secret)
    SELECT account.id, account.name, account.shown_name, account.role, account.unit_id, mark.scopes, mark.session_id
      FROM brought
     CROSS JOIN LATERAL (
           SELECT session.account_id, '{read,amend,moderate,import,plan,accounts}'::text[] AS scopes, session.id AS session_id
             FROM session
            WHERE session.secret = brought.secret AND revoked_at IS NULL AND expires_at > now()
              AND seen_at > now() - interval '7 days'
           UNION ALL
           SELECT api_token.account_id, api_token.scopes, NULL
             FROM api_token
            WHERE api_token.secret = brought.secret AND revoked_at IS NULL AND expires_at > now()) AS mark
      JOIN account ON account.id = mark.account_id AND account.disabled_at IS NULL
$$;

CREATE FUNCTION acting_account() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT account_id FROM acting() $$;
CREATE FUNCTION acting_name() RETURNS text LANGUAGE sql STABLE AS $$ SELECT name FROM acting() $$;

-- Whether the acting account's branch holds a unit. A unit of NULL, a place that nobody keeps, is in the whole store only.
CREATE FUNCTION in_branch(asked bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT acting.unit_id IS NULL
                            OR EXISTS (SELECT FROM unit WHERE unit.id = asked AND acting.unit_id = ANY (unit.ancestors))
                       FROM acting()), false)
$$;

-- Whether the acting account may do something in a unit.
--   needed  a scope: read, amend, moderate, import, plan or accounts
-- Planners read and plan; managers do all but accounts; operators do all. Whoever may do anything may read what it is done to.
CREATE FUNCTION may(needed text, asked bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT (needed = ANY (scopes) OR needed = 'read')
                            AND (role = 'operator' OR needed = 'read' OR role = 'manager' AND needed <> 'accounts'
                                 OR role = 'planner' AND needed = 'plan')
                       FROM acting()), false) AND in_branch(asked)
$$;
CREATE FUNCTION may_at(needed text, place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM station WHERE id = place AND may(needed, station.unit_id))
$$;

-- --- Passwords, sessions ----------------------------------------------------------------------------------------------

-- What argon2id needs to make the proof of a password; no row for an account that is unknown, disabled or without one.
CREATE FUNCTION password_salt(account_name text) RETURNS TABLE (salt bytea, memory_kib integer, passes integer)
LANGUAGE sql STABLE AS $$
    SELECT credential.salt, credential.memory_kib, credential.passes
      FROM account JOIN credential ON credential.account_id = account.id
     WHERE account.name = account_name AND account.disabled_at IS NULL
$$;

-- Whether a password is right, and the second factor to ask for: NULL for none.
--   derived  the 32 bytes that argon2id made of it
CREATE FUNCTION check_password(account_name text, derived bytea)
RETURNS TABLE (account_id bigint, totp_secret text, totp_step bigint) LANGUAGE sql STABLE AS $$
    SELECT account.id, credential.totp_secret, credential.totp_step
      FROM account JOIN credential ON credential.account_id = account.id
     WHERE account.name = account_name AND account.disabled_at IS NULL AND credential.verifier = sha256(derived)
$$;

-- Open a session for thirty days; seven without a request end it earlier.
--   digest  SHA-256 of its secret
--   step    the time step of the second factor's code; NULL where there is none
CREATE FUNCTION open_session(account_name text, derived bytea, digest bytea, step bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    known record;
    opened bigint;
BEGIN
    SELECT * INTO known FROM check_password(account_name, derived);
    IF known.account_id IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'no session without the password';
    END IF;
    IF known.totp_secret IS NOT NULL THEN
        UPDATE credential SET totp_step = step WHERE credential.account_id = known.account_id AND totp_step < step;
        IF NOT FOUND THEN
            RAISE insufficient_privilege USING MESSAGE = 'this code was used before, or is missing';
        END IF;
    END IF;
    INSERT INTO session (account_id, secret, expires_at) VALUES (known.account_id, digest, now() + interval '30 days')
    RETURNING id INTO opened;
    RETURN opened;
END $$;

-- Set the password by a link that somebody was given, once; all sessions and tokens of the account end.
--   brought  the link's secret
CREATE FUNCTION redeem_link(brought text, new_salt bytea, new_memory_kib integer, new_passes integer, new_verifier bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    UPDATE login_link SET used_at = now()
     WHERE secret = sha256(convert_to(brought, 'UTF8')) AND used_at IS NULL AND expires_at > now()
       AND EXISTS (SELECT FROM account WHERE id = login_link.account_id AND disabled_at IS NULL)
    RETURNING account_id INTO whose;
    IF whose IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO credential (account_id, salt, memory_kib, passes, verifier)
    VALUES (whose, new_salt, new_memory_kib, new_passes, new_verifier)
    ON CONFLICT (account_id) DO UPDATE
        SET salt = excluded.salt, memory_kib = excluded.memory_kib, passes = excluded.passes, verifier = excluded.verifier,
            totp_secret = NULL, totp_step = 0, changed_at = now();
    PERFORM end_sessions(whose, NULL);
    RETURN (SELECT account.name FROM account WHERE id = whose);
END $$;

-- Whose link it is, while it can be used.
CREATE FUNCTION link_of(brought text) RETURNS TABLE (name text, shown_name text, expires_at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT account.name, account.shown_name, login_link.expires_at
      FROM login_link JOIN account ON account.id = login_link.account_id
     WHERE secret = sha256(convert_to(brought, 'UTF8')) AND used_at IS NULL AND login_link.expires_at > now()
       AND account.disabled_at IS NULL
$$;

-- End the sessions and tokens of an account, but for one session.
CREATE FUNCTION end_sessions(whose bigint, but bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE session SET revoked_at = now() WHERE account_id = whose AND revoked_at IS NULL AND id IS DISTINCT FROM but;
    UPDATE api_token SET revoked_at = now() WHERE account_id = whose AND revoked_at IS NULL;
$$;

-- Change the own password, knowing the old one; other sessions and all tokens end.
CREATE FUNCTION change_password(derived bytea, new_salt bytea, new_memory_kib integer, new_passes integer, new_verifier bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE me record;
BEGIN
    SELECT * INTO me FROM acting();
    UPDATE credential
       SET salt = new_salt, memory_kib = new_memory_kib, passes = new_passes, verifier = new_verifier, changed_at = now()
     WHERE account_id = me.account_id AND me.session_id IS NOT NULL AND verifier = sha256(derived);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM end_sessions(me.account_id, me.session_id);
    RETURN true;
END $$;

-- Set or remove the own second factor, knowing the password.
CREATE FUNCTION change_second_factor(derived bytea, new_secret text, step bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE credential SET totp_secret = new_secret, totp_step = coalesce(step, 0)
     WHERE account_id = (SELECT acting.account_id FROM acting() WHERE acting.session_id IS NOT NULL)
       AND verifier = sha256(derived);
    RETURN FOUND;
END $$;

-- Note that the session, or the token, of this transaction is in use: once an hour, once a day.
CREATE FUNCTION note_use() RETURNS void LANGUAGE sql AS $$
    UPDATE session SET seen_at = now()
     WHERE id = (SELECT session_id FROM acting()) AND seen_at < now() - interval '1 hour';
    UPDATE api_token SET used_on = current_date
     WHERE secret = sha256(convert_to(nullif(current_setting('waystation.proof', true), ''), 'UTF8'))
       AND used_on IS DISTINCT FROM current_date;
$$;

-- --- The journal ------------------------------------------------------------------------------------------------------

-- What was done at the desk, by whom. Each entry carries a digest over itself and the entry before.
CREATE TABLE journal (
    id          bigint PRIMARY KEY,
    at          timestamptz NOT NULL,
    account_id  bigint,
    actor       text NOT NULL,
    act         text NOT NULL CONSTRAINT act_is_a_word CHECK (act ~ '^[a-z_]{2,40}$'),
    station_id  bigint,
    unit_id     bigint,
    detail      jsonb NOT NULL,
    hash        bytea NOT NULL
);
CREATE INDEX journal_of_station ON journal (station_id, id);
CREATE INDEX journal_of_unit ON journal (unit_id, id);

CREATE FUNCTION journal_hash(before bytea, entry journal) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(before || convert_to(jsonb_build_array(
        entry.id, extract(epoch FROM entry.at), entry.account_id, entry.actor, entry.act, entry.station_id, entry.unit_id,
        entry.detail)::text, 'UTF8'))
$$;

CREATE TRIGGER journal_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();

-- --- Versions ---------------------------------------------------------------------------------------------------------

-- Each version of a record carries a digest over itself and the version before (migration 0014).
ALTER TABLE station_version ADD COLUMN hash bytea;
COMMENT ON COLUMN station_version.hash IS 'NULL on versions that are older than this column';

DROP TRIGGER station_keeps_versions ON station;
CREATE TRIGGER station_keeps_versions
    BEFORE UPDATE OF source, source_id, kind, name, name_en, address, location, county_stated, services,
        services_inferred, hours, hours_text, hours_inferred, hours_inferred_text, hours_exceptions, phone, operator, entry_mode, entry_hint, capacity, capacity_inferred,
        details, status, status_reason, status_until, observed_on, verified_at, hours_verified_at, services_verified_at,
        unit_id, edited_fields
    ON station FOR EACH ROW EXECUTE FUNCTION keep_version();

CREATE INDEX station_import ON station (import_id);
CREATE INDEX version_import ON station_version (import_id) WHERE import_id IS NOT NULL;
