-- Doors through which accounts are kept: units, accounts, one-time links, sessions, second factors, tokens.
--
-- The web has no right on these tables. Each door looks by itself whether the acting account may do the thing, or whether
-- the owner of the store does it (the command), and notes it in the journal.

-- --- Who may ----------------------------------------------------------------------------------------------------------

-- Refuse whoever keeps no accounts in a unit; of NULL, the whole store, only its operators keep them.
CREATE FUNCTION keep_accounts_in(asked bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT by_keeper() AND NOT may('accounts', asked) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this account keeps no accounts there';
    END IF;
END $$;

-- The unit of an account that the acting account keeps. One of another branch is, for it, not there.
CREATE FUNCTION kept_account(asked bigint) RETURNS account LANGUAGE plpgsql AS $$
DECLARE found account;
BEGIN
    SELECT * INTO found FROM account WHERE id = asked FOR UPDATE;
    IF found.id IS NULL OR NOT (by_keeper() OR may('accounts', found.unit_id)) THEN
        RAISE no_data_found USING MESSAGE = 'there is no such account';
    END IF;
    RETURN found;
END $$;

-- The acting account, by a session and not by a token: what a token may do must not outlive it.
CREATE FUNCTION own_account() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE me record;
BEGIN
    SELECT account_id, session_id INTO me FROM acting();
    IF me.session_id IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'only who signed in may do this, not a token';
    END IF;
    RETURN me.account_id;
END $$;

-- The whole store is never without somebody who keeps its accounts.
CREATE FUNCTION keep_an_operator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One after the other: two who disable each other at once would both see the other still there.
    PERFORM pg_advisory_xact_lock(7305824914);
    IF NOT EXISTS (SELECT FROM account WHERE role = 'operator' AND unit_id IS NULL AND disabled_at IS NULL) THEN
        RAISE check_violation USING CONSTRAINT = 'an_operator_stays',
              MESSAGE = 'the last operator of the whole store stays: make another one first';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER an_operator_stays AFTER UPDATE ON account FOR EACH ROW
    WHEN (OLD.role = 'operator' AND OLD.unit_id IS NULL AND OLD.disabled_at IS NULL
          AND (NEW.role <> 'operator' OR NEW.unit_id IS NOT NULL OR NEW.disabled_at IS NOT NULL))
    EXECUTE FUNCTION keep_an_operator();

-- --- Units ------------------------------------------------------------------------------------------------------------

CREATE FUNCTION add_unit(above bigint, its_level text, its_name text, its_county text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM keep_accounts_in(above);
    INSERT INTO unit (parent, level, name, county_code) VALUES (above, its_level, its_name, its_county) RETURNING id INTO made;
    PERFORM note_act('add_unit', NULL, made, jsonb_build_object('name', its_name, 'level', its_level, 'parent', above));
    RETURN made;
END $$;

-- --- Accounts ---------------------------------------------------------------------------------------------------------

-- The accounts that the acting account keeps, by name.
--   one    only this one
--   below  only those of this unit's branch
--   after  only those whose names follow this one; '' for all
CREATE FUNCTION kept_accounts(one bigint, below bigint, after text, most integer)
RETURNS TABLE (id bigint, name text, shown_name text, role text, unit_id bigint, unit_name text, created_at timestamptz,
               disabled_at timestamptz, has_password boolean, has_second_factor boolean, sessions bigint, seen_on date)
LANGUAGE sql STABLE AS $$
    SELECT account.id, account.name, account.shown_name, account.role, account.unit_id, unit.name, account.created_at,
           account.disabled_at, credential.account_id IS NOT NULL, credential.totp_secret IS NOT NULL,
           opened.sessions, opened.seen_on
      FROM account
      LEFT JOIN unit ON unit.id = account.unit_id
      LEFT JOIN credential ON credential.account_id = account.id
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()
                                     AND seen_at > now() - interval '7 days') AS sessions,
                  max(seen_at)::date AS seen_on
             FROM session WHERE session.account_id = account.id) AS opened
     WHERE (one IS NULL OR account.id = one) AND (below IS NULL OR below = ANY (unit.ancestors)) AND account.name > after
       AND ((SELECT by_keeper() OR may('accounts', NULL)) OR account.unit_id = ANY ((SELECT branch('accounts'))::bigint[]))
     ORDER BY account.name
     LIMIT most
$$;

CREATE FUNCTION add_account(its_name text, its_shown_name text, its_role text, its_unit bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    PERFORM keep_accounts_in(its_unit);
    INSERT INTO account (name, shown_name, role, unit_id) VALUES (its_name, its_shown_name, its_role, its_unit)
    RETURNING id INTO made;
    PERFORM note_act('add_account', NULL, its_unit, jsonb_build_object('account', its_name, 'role', its_role));
    RETURN made;
END $$;

-- Change an account, where it is now and where it will be; nobody changes or disables the own one.
CREATE FUNCTION amend_account(asked bigint, its_shown_name text, its_role text, its_unit bigint, is_disabled boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE was account;
BEGIN
    SELECT * INTO was FROM kept_account(asked);
    PERFORM keep_accounts_in(its_unit);
    IF was.id = acting_account() THEN
        RAISE check_violation USING CONSTRAINT = 'not_the_own_account',
              MESSAGE = 'the own account is changed by another operator';
    END IF;
    UPDATE account
       SET shown_name = its_shown_name, role = its_role, unit_id = its_unit,
           disabled_at = CASE WHEN is_disabled THEN coalesce(disabled_at, now()) END
     WHERE id = asked;
    IF is_disabled AND was.disabled_at IS NULL THEN
        PERFORM end_sessions(asked, NULL);
        UPDATE login_link SET expires_at = now() WHERE account_id = asked AND used_at IS NULL AND expires_at > now();
    END IF;
    IF is_disabled <> (was.disabled_at IS NOT NULL) THEN
        PERFORM note_act(CASE WHEN is_disabled THEN 'disable_account' ELSE 'enable_account' END, NULL, its_unit,
                         jsonb_build_object('account', was.name));
    END IF;
    IF (its_shown_name, its_role, its_unit) IS DISTINCT FROM (was.shown_name, was.role, was.unit_id) THEN
        PERFORM note_act('amend_account', NULL, its_unit, jsonb_build_object(
            'account', was.name, 'role', its_role, 'role_before', was.role, 'unit', its_unit, 'unit_before', was.unit_id));
    END IF;
END $$;

-- Make a link by which the password can be set once, within a day; an earlier one that was not used is over.
--   digest  SHA-256 of its secret
CREATE FUNCTION make_link(asked bigint, digest bytea) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    whose account;
    until timestamptz := now() + interval '24 hours';
BEGIN
    SELECT * INTO whose FROM kept_account(asked);
    IF asked = acting_account() THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody makes a link for the own account: a token would outlive its end by it';
    END IF;
    IF whose.disabled_at IS NOT NULL THEN
        RAISE check_violation USING CONSTRAINT = 'account_is_enabled', MESSAGE = 'the account is disabled: enable it first';
    END IF;
    UPDATE login_link SET expires_at = now() WHERE account_id = asked AND used_at IS NULL AND expires_at > now();
    INSERT INTO login_link (secret, account_id, made_by, expires_at)
    VALUES (digest, asked, coalesce(acting_name(), nullif(current_setting('waystation.actor', true), ''), 'unknown'), until);
    PERFORM note_act('make_link', NULL, whose.unit_id, jsonb_build_object('account', whose.name));
    RETURN until;
END $$;

-- End all sessions and tokens of an account that the acting account keeps.
CREATE FUNCTION end_sessions_of(asked bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE whose account;
BEGIN
    SELECT * INTO whose FROM kept_account(asked);
    PERFORM end_sessions(asked, NULL);
    PERFORM note_act('end_sessions', NULL, whose.unit_id, jsonb_build_object('account', whose.name));
END $$;

-- --- The own account --------------------------------------------------------------------------------------------------

-- A password and a second factor that change are noted. Who sets one by a link is nobody yet: the link was noted.
CREATE FUNCTION note_credential() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me record;
BEGIN
    SELECT account_id, unit_id INTO me FROM acting();
    IF me.account_id = NEW.account_id AND NEW.verifier <> OLD.verifier THEN
        PERFORM note_act('change_password', NULL, me.unit_id, '{}');
    END IF;
    IF me.account_id = NEW.account_id AND NEW.totp_secret IS DISTINCT FROM OLD.totp_secret THEN
        PERFORM note_act(CASE WHEN NEW.totp_secret IS NULL THEN 'remove_second_factor' ELSE 'set_second_factor' END,
                         NULL, me.unit_id, '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credential_is_noted AFTER UPDATE OF verifier, totp_secret ON credential
    FOR EACH ROW EXECUTE FUNCTION note_credential();

-- What the own account is kept by, for the one that acts.
CREATE FUNCTION own_credential()
RETURNS TABLE (unit_name text, changed_at timestamptz, has_second_factor boolean) LANGUAGE sql STABLE AS $$
    SELECT unit.name, credential.changed_at, credential.totp_secret IS NOT NULL
      FROM acting()
      LEFT JOIN unit ON unit.id = acting.unit_id
      LEFT JOIN credential ON credential.account_id = acting.account_id
$$;

CREATE FUNCTION own_sessions() RETURNS TABLE (id bigint, created_at timestamptz, seen_on date, this boolean)
LANGUAGE sql STABLE AS $$
    SELECT session.id, session.created_at, session.seen_at::date, session.id = acting.session_id
      FROM acting() JOIN session ON session.account_id = acting.account_id
     WHERE revoked_at IS NULL AND expires_at > now() AND seen_at > now() - interval '7 days'
     ORDER BY session.id = acting.session_id DESC, session.seen_at DESC
$$;

-- End one own session; NULL: all but this one. Tells how many.
CREATE FUNCTION end_own_sessions(asked bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    ended bigint;
    me bigint := own_account();
BEGIN
    UPDATE session SET revoked_at = now()
     WHERE account_id = me AND revoked_at IS NULL
       AND CASE WHEN asked IS NULL THEN id <> (SELECT session_id FROM acting()) ELSE id = asked END;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END $$;

-- --- Tokens -----------------------------------------------------------------------------------------------------------

CREATE FUNCTION own_tokens()
RETURNS TABLE (id bigint, name text, scopes text[], created_at timestamptz, expires_at timestamptz, used_on date)
LANGUAGE sql STABLE AS $$
    SELECT api_token.id, api_token.name, api_token.scopes, api_token.created_at, api_token.expires_at, api_token.used_on
      FROM acting() JOIN api_token ON api_token.account_id = acting.account_id
     WHERE revoked_at IS NULL AND expires_at > now()
     ORDER BY api_token.id DESC
$$;

-- Make a token of the acting account, of scopes that it has, for at most a year. Twenty are enough for anybody.
--   digest  SHA-256 of its secret
CREATE FUNCTION make_token(its_name text, digest bytea, its_scopes text[], days integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
    me bigint := own_account();
    home bigint := (SELECT unit_id FROM acting());
BEGIN
    IF days NOT BETWEEN 1 AND 366 OR EXISTS (SELECT FROM unnest(its_scopes) AS scope WHERE NOT may(scope, home)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a token has rights of its account, and a year at most';
    END IF;
    IF (SELECT count(*) FROM own_tokens()) >= 20 THEN
        RAISE check_violation USING CONSTRAINT = 'twenty_tokens', MESSAGE = 'twenty tokens are there: revoke one first';
    END IF;
    INSERT INTO api_token (account_id, name, secret, scopes, expires_at)
    VALUES (me, its_name, digest, its_scopes, now() + make_interval(days => days))
    RETURNING id INTO made;
    PERFORM note_act('make_token', NULL, home, jsonb_build_object('token', its_name, 'scopes', its_scopes, 'days', days));
    RETURN made;
END $$;

CREATE FUNCTION revoke_token(asked bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    called text;
    me bigint := own_account();
BEGIN
    UPDATE api_token SET revoked_at = now() WHERE id = asked AND account_id = me AND revoked_at IS NULL RETURNING name INTO called;
    IF called IS NOT NULL THEN
        PERFORM note_act('revoke_token', NULL, (SELECT unit_id FROM acting()), jsonb_build_object('token', called));
    END IF;
    RETURN called IS NOT NULL;
END $$;

SELECT by_owner('keep_accounts_in(bigint)'), by_owner('kept_account(bigint)'), by_owner('own_account()'),
       by_owner('keep_an_operator()'), by_owner('note_credential()');
SELECT door('add_unit(bigint, text, text, text)'), door('kept_accounts(bigint, bigint, text, integer)'),
       door('add_account(text, text, text, bigint)'), door('amend_account(bigint, text, text, bigint, boolean)'),
       door('make_link(bigint, bytea)'), door('end_sessions_of(bigint)'), door('own_credential()'), door('own_sessions()'),
       door('end_own_sessions(bigint)'), door('own_tokens()'), door('make_token(text, bytea, text[], integer)'),
       door('revoke_token(bigint)');
