-- Faults as tickets, answers that all can read, and comments that wait for a manager or are hidden.
--
-- Tickets follow the reports: whatever changes a place's reports calls renew_condition(), which renews its tickets first.
-- What managers do goes through doors, which ask may_at() themselves, take the place before they touch a row of it, and
-- note the act last: the journal is one queue, and who waits for a place must not hold it.

-- --- Tickets ----------------------------------------------------------------------------------------------------------

CREATE TABLE ticket (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id  bigint NOT NULL REFERENCES station,
    what        text NOT NULL,
    service     text REFERENCES service,
    state       text NOT NULL DEFAULT 'new'
                CONSTRAINT state_is_known CHECK (state IN ('new', 'seen', 'mended', 'refused', 'withdrawn')),
    opened_at   timestamptz NOT NULL,
    seen_at     timestamptz,
    seen_by     bigint REFERENCES account,
    ended_at    timestamptz,
    ended_by    bigint REFERENCES account,
    reason      text CONSTRAINT reason_is_short CHECK (length(btrim(reason)) BETWEEN 1 AND 300),
    CONSTRAINT an_ended_ticket_has_an_end CHECK ((state IN ('new', 'seen')) = (ended_at IS NULL)),
    CONSTRAINT a_refusal_says_why CHECK ((state = 'refused') = (reason IS NOT NULL))
);
COMMENT ON COLUMN ticket.opened_at IS 'when its first report was tapped';
COMMENT ON COLUMN ticket.ended_by IS 'the account; NULL where couriers ended it, or an operator by command';
COMMENT ON COLUMN ticket.reason IS 'why it was refused; public';
CREATE UNIQUE INDEX ticket_open ON ticket (station_id, what, service) NULLS NOT DISTINCT WHERE ended_at IS NULL;
CREATE INDEX ticket_of_station ON ticket (station_id, id);
CREATE TRIGGER ticket_is_never_removed BEFORE DELETE ON ticket FOR EACH STATEMENT EXECUTE FUNCTION keep_said();
SELECT guard_table('ticket');
SELECT show_by_branch('ticket', 'read');
GRANT SELECT ON ticket TO waystation_web;
-- Who may judge what people say may see it: a token for that alone has no right to read.
DO $$
DECLARE shown regclass;
BEGIN
    FOREACH shown IN ARRAY '{ticket,fault,mending}'::regclass[] LOOP
        EXECUTE format('CREATE POLICY judged ON %1$s FOR SELECT TO waystation_web USING ('
                       '(SELECT may(''moderate'', NULL)) OR EXISTS (SELECT FROM station WHERE station.id = %1$s.station_id'
                       ' AND station.unit_id = ANY ((SELECT branch(''moderate''))::bigint[])))', shown);
    END LOOP;
END $$;

-- What a manager says to a report or a rating: public, one a thing, replaced by a newer one.
CREATE TABLE answer (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id  bigint NOT NULL REFERENCES station,
    ticket_id   bigint UNIQUE REFERENCES ticket,
    rating_id   bigint UNIQUE REFERENCES rating (id) ON DELETE CASCADE,
    text        text NOT NULL CONSTRAINT answer_is_short CHECK (length(btrim(text)) BETWEEN 1 AND 300),
    answered_at timestamptz NOT NULL DEFAULT now(),
    answered_by bigint REFERENCES account,
    CONSTRAINT an_answer_is_to_one_thing CHECK (num_nonnulls(ticket_id, rating_id) = 1)
);
SELECT guard_table('answer');
CREATE POLICY everybody ON answer FOR SELECT TO waystation_web USING (true);
GRANT SELECT (id, station_id, ticket_id, rating_id, text, answered_at) ON answer TO waystation_web;

CREATE FUNCTION renew_tickets(place bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one record;
    last record;
    me bigint := acting_account();
BEGIN
    FOR one IN
        SELECT ticket.*, still.since
          FROM ticket
         CROSS JOIN LATERAL (
               SELECT min(reported_at) AS since
                 FROM fault
                WHERE station_id = place AND what = ticket.what AND service IS NOT DISTINCT FROM ticket.service
                  AND ended_at IS NULL AND held IS NULL) AS still
         WHERE ticket.station_id = place AND ticket.ended_at IS NULL
           AND (still.since IS NULL OR still.since > ticket.opened_at)
    LOOP
        -- Reports may go on after a mending that was tapped before them and came later: they are another ticket's.
        SELECT ended_at, ended_by INTO last
          FROM fault
         WHERE station_id = place AND what = one.what AND service IS NOT DISTINCT FROM one.service
           AND held IS NULL AND reported_at >= one.opened_at AND ended_at IS NOT NULL
           AND (one.since IS NULL OR ended_by <> 'withdrawn' AND ended_at < one.since)
         ORDER BY ended_by <> 'withdrawn' DESC, ended_at DESC
         LIMIT 1;
        IF FOUND OR one.since IS NULL THEN
            UPDATE ticket
               SET state = CASE WHEN last.ended_by IN ('courier', 'manager') THEN 'mended' ELSE 'withdrawn' END,
                   ended_at = coalesce(last.ended_at, now()),
                   ended_by = CASE WHEN last.ended_by = 'manager' THEN me END
             WHERE id = one.id;
        END IF;
    END LOOP;
    -- What a manager says to be out, or counts of a crowd, a manager has seen.
    INSERT INTO ticket (station_id, what, service, opened_at, state, seen_at, seen_by)
    SELECT place, what, service, min(reported_at), CASE WHEN me IS NULL THEN 'new' ELSE 'seen' END,
           CASE WHEN me IS NOT NULL THEN now() END, me
      FROM fault
     WHERE station_id = place AND ended_at IS NULL AND held IS NULL
     GROUP BY what, service
    ON CONFLICT (station_id, what, service) WHERE ended_at IS NULL
        DO UPDATE SET opened_at = excluded.opened_at WHERE excluded.opened_at < ticket.opened_at;
END $$;
SELECT by_owner('renew_tickets(bigint)');

CREATE FUNCTION china_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')
$$;

-- As in 0009, and each report says since when, and what was answered.
CREATE OR REPLACE FUNCTION renew_condition(place bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before station_condition;
    now_out text[];
    now_told jsonb;
BEGIN
    PERFORM take_place(place);
    PERFORM renew_tickets(place);
    SELECT * INTO before FROM station_condition WHERE station_id = place;
    SELECT coalesce(jsonb_agg(jsonb_build_object(
               'what', said.what, 'service', said.service, 'count', said.people, 'at', china_time(said.at),
               'since', china_time(ticket.opened_at),
               'answer', CASE WHEN answer.id IS NOT NULL THEN
                         jsonb_build_object('text', answer.text, 'at', china_time(answer.answered_at)) END)
               ORDER BY array_position('{door_locked,closed,moved,no_water,broken}', said.what),
                        said.service COLLATE "C"), '[]')
      INTO now_told
      FROM reports_of(place) AS said
      JOIN ticket ON ticket.station_id = place AND ticket.what = said.what
                 AND ticket.service IS NOT DISTINCT FROM said.service AND ticket.ended_at IS NULL
      LEFT JOIN answer ON answer.ticket_id = ticket.id;
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
SELECT by_owner('renew_condition(bigint)');

SELECT renew_condition(station_id)
  FROM (SELECT DISTINCT station_id FROM fault WHERE ended_at IS NULL ORDER BY station_id) AS reported;

-- --- Doors of managers ------------------------------------------------------------------------------------------------

-- Where no account acts, the owner of the store may: that is a command.
CREATE FUNCTION may_see(place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN acting_account() IS NULL THEN by_keeper() ELSE may_at('read', place) OR may_at('moderate', place) END
$$;
CREATE FUNCTION must_moderate(place bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (CASE WHEN acting_account() IS NULL THEN by_keeper() ELSE may_at('moderate', place) END) THEN
        RAISE insufficient_privilege USING MESSAGE = format('this account does not judge what people say of place %s', place);
    END IF;
END $$;
SELECT by_owner('may_see(bigint)'), by_owner('must_moderate(bigint)');

-- How an account is called by those of its branch and of the units above and below.
CREATE FUNCTION desk_name(whose bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT shown_name
      FROM account
     WHERE id = whose
       AND (by_keeper() OR EXISTS (
            SELECT FROM acting() AS me
             WHERE me.unit_id IS NULL OR account.unit_id IS NULL
                OR EXISTS (SELECT FROM unit
                            WHERE unit.id = account.unit_id AND me.unit_id = ANY (unit.ancestors)
                               OR unit.id = me.unit_id AND account.unit_id = ANY (unit.ancestors))))
$$;
SELECT door('desk_name(bigint)');

-- A ticket of the own branch, with its place taken; NULL where there is none.
CREATE FUNCTION taken_ticket(asked bigint) RETURNS ticket LANGUAGE plpgsql AS $$
DECLARE found ticket;
BEGIN
    SELECT * INTO found FROM ticket WHERE id = asked AND may_see(station_id);
    IF found.id IS NOT NULL THEN
        PERFORM must_moderate(found.station_id);
        PERFORM take_place(found.station_id);
        SELECT * INTO found FROM ticket WHERE id = asked;
    END IF;
    RETURN found;
END $$;
SELECT by_owner('taken_ticket(bigint)');

-- That a manager has it in hand is noted on the ticket and on its notices.
CREATE FUNCTION note_seen(one ticket) RETURNS void LANGUAGE sql AS $$
    UPDATE ticket SET state = 'seen', seen_at = now(), seen_by = acting_account() WHERE id = one.id AND state = 'new';
    UPDATE notice SET seen_at = now()
     WHERE station_id = one.station_id AND what = one.what AND service IS NOT DISTINCT FROM one.service AND seen_at IS NULL;
$$;
SELECT by_owner('note_seen(ticket)');

-- Move a ticket on: to seen, to mended, to refused with a reason. Mended and refused both end what was tapped before, as
-- "works again" does, those reports also that a phone kept and sends later.
-- Rows: moved, false where it ended before; state, as it is now. None where the branch has no such ticket.
CREATE FUNCTION move_ticket(asked bigint, to_state text, why text) RETURNS TABLE (moved boolean, state text) LANGUAGE plpgsql AS $$
DECLARE
    one ticket;
    at timestamptz;
BEGIN
    IF to_state NOT IN ('seen', 'mended', 'refused') OR (to_state = 'refused') <> (why IS NOT NULL) THEN
        RAISE check_violation USING MESSAGE = 'a ticket is seen, mended, or refused for a reason';
    END IF;
    one := taken_ticket(asked);
    IF one.id IS NULL THEN
        RETURN;
    END IF;
    moved := one.ended_at IS NULL;
    IF moved THEN
        PERFORM note_seen(one);
    END IF;
    IF moved AND to_state IN ('mended', 'refused') THEN
        SELECT greatest(now(), max(fault.reported_at)) INTO at
          FROM fault
         WHERE fault.station_id = one.station_id AND fault.what = one.what
           AND fault.service IS NOT DISTINCT FROM one.service AND fault.ended_at IS NULL;
        UPDATE ticket SET state = to_state, ended_at = at, ended_by = acting_account(), reason = why WHERE id = asked;
        INSERT INTO mending (station_id, what, service, mended_at, said_by)
        VALUES (one.station_id, one.what, one.service, at, 'manager');
        PERFORM end_faults(one.station_id, one.what, one.service, at, 'manager');
    END IF;
    IF moved AND NOT (to_state = 'seen' AND one.state = 'seen') THEN
        PERFORM note_act('move_ticket', one.station_id, NULL, jsonb_strip_nulls(jsonb_build_object(
            'ticket', asked, 'what', one.what, 'service', one.service, 'from', one.state, 'to', to_state, 'reason', why)));
    END IF;
    state := (SELECT ticket.state FROM ticket WHERE id = asked);
    RETURN NEXT;
END $$;
SELECT door('move_ticket(bigint, text, text)');

-- Answer a ticket, open or ended, for all to read.
-- Gives its number; NULL where the branch has no such ticket.
CREATE FUNCTION answer_ticket(asked bigint, said text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE one ticket;
BEGIN
    one := taken_ticket(asked);
    IF one.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM note_seen(one);
    INSERT INTO answer (station_id, ticket_id, text, answered_by) VALUES (one.station_id, asked, said, acting_account())
    ON CONFLICT (ticket_id) DO UPDATE
        SET text = excluded.text, answered_at = excluded.answered_at, answered_by = excluded.answered_by;
    PERFORM renew_condition(one.station_id);
    PERFORM note_act('answer', one.station_id, NULL, jsonb_build_object('ticket', asked, 'text', said));
    RETURN asked;
END $$;
SELECT door('answer_ticket(bigint, text)');

-- What managers answered to reports of a place that are no longer shown, and why they refused some, for two weeks.
CREATE FUNCTION answers_of(place bigint, at_time timestamptz)
RETURNS TABLE (what text, service text, text text, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT ticket.what, ticket.service, coalesce(answer.text, ticket.reason), coalesce(answer.answered_at, ticket.ended_at)
      FROM ticket
      LEFT JOIN answer ON answer.ticket_id = ticket.id
     WHERE ticket.station_id = place
       AND coalesce(answer.text, ticket.reason) IS NOT NULL
       AND coalesce(ticket.ended_at, answer.answered_at) > at_time - interval '14 days'
       AND NOT EXISTS (SELECT FROM station_condition AS condition
                        WHERE ticket.ended_at IS NULL AND condition.station_id = place
                          AND condition.reports @> jsonb_build_array(jsonb_build_object('what', ticket.what, 'service', ticket.service)))
     ORDER BY 4 DESC, ticket.id DESC
     LIMIT 5
$$;
SELECT door('answers_of(bigint, timestamptz)');

-- Count or drop what waits because too much came at once.
--   sort     r a rating, f a report, m a mending
-- Gives the place; NULL where nothing of the branch waits under this number.
CREATE FUNCTION judge_held(sort text, number bigint, counted boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
    verdict text := CASE WHEN NOT counted THEN 'dropped' END;
    mended mending;
BEGIN
    SELECT station_id INTO place
      FROM (SELECT station_id, held FROM rating WHERE sort = 'r' AND id = number
            UNION ALL SELECT station_id, held FROM fault WHERE sort = 'f' AND id = number AND ended_at IS NULL
            UNION ALL SELECT station_id, held FROM mending WHERE sort = 'm' AND id = number) AS waiting
     WHERE held <> 'dropped' AND may_see(station_id);
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM must_moderate(place);
    PERFORM take_place(place);
    UPDATE rating SET held = verdict WHERE sort = 'r' AND id = number AND held <> 'dropped';
    UPDATE fault SET held = verdict WHERE sort = 'f' AND id = number AND held <> 'dropped' AND ended_at IS NULL;
    UPDATE mending SET held = verdict WHERE sort = 'm' AND id = number AND held <> 'dropped' RETURNING * INTO mended;
    IF mended.id IS NOT NULL AND counted THEN
        PERFORM end_faults(place, mended.what, mended.service, mended.mended_at, mended.said_by);
    END IF;
    PERFORM note_act('judge_held', place, NULL, jsonb_build_object('id', sort || number, 'counted', counted));
    RETURN place;
END $$;
SELECT door('judge_held(text, bigint, boolean)');

-- --- Comments that wait, or are hidden --------------------------------------------------------------------------------

-- Words for which a comment waits, kept by operators of the whole store; compared without spaces and signs.
CREATE TABLE listed_word (
    word     text PRIMARY KEY CONSTRAINT word_is_short CHECK (length(btrim(word)) BETWEEN 2 AND 40),
    added_at timestamptz NOT NULL DEFAULT now(),
    added_by bigint REFERENCES account DEFAULT acting_account()
);
SELECT guard_table('listed_word');
CREATE POLICY operators ON listed_word FOR SELECT TO waystation_web USING ((SELECT may('moderate', NULL)));
GRANT SELECT (word, added_at) ON listed_word TO waystation_web;

-- Put a word on the list, or take it off; tells whether that changed anything.
CREATE FUNCTION change_word(asked text, listed boolean) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE changed boolean;
BEGIN
    IF NOT (CASE WHEN acting_account() IS NULL THEN by_keeper() ELSE may('moderate', NULL) END) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only an operator of the whole store keeps the list of words';
    END IF;
    IF listed THEN
        INSERT INTO listed_word (word) VALUES (asked) ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM listed_word WHERE word = asked;
    END IF;
    changed := FOUND;
    IF changed THEN
        PERFORM note_act('change_word', NULL, NULL, jsonb_build_object('word', asked, 'listed', listed));
    END IF;
    RETURN changed;
END $$;
SELECT door('change_word(text, boolean)');
INSERT INTO listed_word (word) VALUES
    ('傻逼'), ('操你'), ('他妈的'), ('去死'), ('废物'), ('滚蛋'), ('狗东西'), ('fuck'), ('shit'),
    ('代开发票'), ('办证'), ('刷单'), ('博彩'), ('赌博'), ('裸聊'), ('约炮'), ('小额贷'), ('日结兼职'), ('高价回收');

-- A comment without what people put in so that no rule finds it: wide and circled signs, spaces of no width, numerals.
CREATE FUNCTION plainly(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT translate(lower(normalize(regexp_replace(said, '[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]', '', 'g'), NFKC)),
                     '零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖', '0012234567891123456789')
$$;

-- Without spaces and signs. Classes such as [:alnum:] know no Chinese where the locale is C.
CREATE FUNCTION bare_of(plain text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(plain, '[\s!-/:-@\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f\ufe30-\ufe4f]', '', 'g')
$$;

-- Why a comment waits for a manager: link, phone, contact or word; NULL for one that is public at once.
CREATE FUNCTION why_withheld(said text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    plain text := plainly(said);
    -- Dates, times and prices hold many digits, and are no numbers to call.
    digits text := regexp_replace(translate(plain, 'oil', '011'), '20\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}:\d\d|\d+月\d+日', ' , ', 'g');
    bare text := bare_of(plain);
BEGIN
    digits := regexp_replace(digits, '(?<=\d)[\s().·_*~—–-]+(?=\d)', '', 'g');
    RETURN CASE
        WHEN plain ~ '[a-z]{2,}://|www\s*[.。点]|[a-z0-9_-]+\s*(?:[.。]|点|dot)\s*(?:com|cn|net|org|top|xyz|vip|shop|site|club|online|cc|me|io|app|link|ink|info|biz|tv)(?![a-z])|[^\s@]@[^\s@]+[.。][a-z]{2,}'
            THEN 'link'
        WHEN digits ~ '(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)|(?<!\d)0\d{9,11}(?!\d)|(?<!\d)[48]00\d{7}(?!\d)|(?<!\d)[2-8]\d{6,7}(?!\d)'
            THEN 'phone'
        WHEN bare ~ '(?:微信|薇信|威信|徽信|v信|微x|wechat|weixin|(?<![a-z])vx|(?<![a-z])wx|(?<![a-z])qq|扣扣|企鹅号?|加我?v)[^a-z0-9]{0,6}(?:号|id)?[^a-z0-9]{0,4}[a-z0-9]{5,}|加我?(?:微信|薇信|威信|v信|vx|wx|qq|扣扣)|(?:qq|扣扣|微信|v信)群'
            THEN 'contact'
        WHEN EXISTS (SELECT FROM listed_word WHERE strpos(bare, bare_of(plainly(word))) > 0)
            THEN 'word'
    END;
END $$;
SELECT by_owner('why_withheld(text)');

-- The text of a comment that is not public, out of the reach of who may read ratings.
CREATE TABLE withheld_comment (
    station_id  bigint NOT NULL REFERENCES station,
    day         date NOT NULL,
    voter       bytea NOT NULL,
    rating_id   bigint UNIQUE,
    comment     text CONSTRAINT withheld_is_short CHECK (length(comment) <= 500),
    why         text NOT NULL CONSTRAINT why_is_known CHECK (why IN ('link', 'phone', 'contact', 'word', 'again', 'hidden')),
    tapped_at   timestamptz NOT NULL,
    reason      text CONSTRAINT hidden_for_a_short_reason CHECK (length(btrim(reason)) BETWEEN 1 AND 300),
    judged_at   timestamptz,
    judged_by   bigint REFERENCES account,
    passed      bytea,
    PRIMARY KEY (station_id, day, voter),
    CONSTRAINT what_is_hidden_has_a_reason CHECK ((why = 'hidden') = (reason IS NOT NULL))
);
COMMENT ON TABLE withheld_comment IS 'stays when its rating is taken back after it was hidden: a new comment of that day waits';
COMMENT ON COLUMN withheld_comment.why IS 'hidden: a manager hid it; any other: it waits for one';
COMMENT ON COLUMN withheld_comment.passed IS 'SHA-256 of the comment that a manager let be public';
SELECT guard_table('withheld_comment'), show_by_branch('withheld_comment', 'moderate');
GRANT SELECT (station_id, day, rating_id, comment, why, tapped_at, reason, judged_at, judged_by) ON withheld_comment TO waystation_web;

CREATE FUNCTION withhold_comment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept withheld_comment;
    cause text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.comment = OLD.comment THEN
        RETURN NULL;
    END IF;
    SELECT * INTO kept FROM withheld_comment WHERE (station_id, day, voter) = (NEW.station_id, NEW.day, NEW.voter);
    IF kept.passed = sha256(convert_to(NEW.comment, 'UTF8')) THEN
        RETURN NULL;
    END IF;
    IF kept.comment IS NOT NULL AND NEW.rated_at <= kept.tapped_at THEN
        cause := 'older'; -- than the one that waits, which stays
    ELSE
        cause := coalesce(why_withheld(NEW.comment), CASE WHEN kept.why IN ('hidden', 'again') THEN 'again' END);
        DELETE FROM withheld_comment
         WHERE (station_id, day, voter) = (NEW.station_id, NEW.day, NEW.voter) AND cause IS NULL;
        INSERT INTO withheld_comment (station_id, day, voter, rating_id, comment, why, tapped_at)
        SELECT NEW.station_id, NEW.day, NEW.voter, NEW.id, NEW.comment, cause, NEW.rated_at
         WHERE cause IS NOT NULL
        ON CONFLICT (station_id, day, voter) DO UPDATE
            SET rating_id = excluded.rating_id, comment = excluded.comment, tapped_at = excluded.tapped_at, passed = NULL,
                why = CASE WHEN kept.why IN ('hidden', 'again') THEN 'again' ELSE excluded.why END,
                reason = NULL, judged_at = NULL, judged_by = NULL;
    END IF;
    UPDATE rating SET comment = NULL WHERE id = NEW.id AND cause IS NOT NULL;
    RETURN NULL;
END $$;
SELECT by_owner('withhold_comment()');
CREATE TRIGGER comment_is_looked_at AFTER INSERT OR UPDATE OF comment ON rating
    FOR EACH ROW WHEN (NEW.comment ~ '\S') EXECUTE FUNCTION withhold_comment();

CREATE FUNCTION forget_withheld() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM withheld_comment WHERE rating_id = OLD.id AND why NOT IN ('hidden', 'again');
    UPDATE withheld_comment SET rating_id = NULL, comment = NULL, passed = NULL WHERE rating_id = OLD.id;
    RETURN NULL;
END $$;
SELECT by_owner('forget_withheld()');
CREATE TRIGGER taken_back_comment_is_forgotten AFTER DELETE ON rating FOR EACH ROW EXECUTE FUNCTION forget_withheld();

-- What the unit above was asked about a rating, and ruled: one of abuse counts no longer.
CREATE TABLE rating_case (
    rating_id   bigint PRIMARY KEY REFERENCES rating (id) ON DELETE CASCADE,
    station_id  bigint NOT NULL REFERENCES station,
    asked       text CONSTRAINT question_is_short CHECK (length(btrim(asked)) BETWEEN 1 AND 300),
    asked_at    timestamptz,
    asked_by    bigint REFERENCES account,
    abuse       boolean,
    reason      text CONSTRAINT ruling_is_short CHECK (length(btrim(reason)) BETWEEN 1 AND 300),
    ruled_at    timestamptz,
    ruled_by    bigint REFERENCES account,
    CONSTRAINT a_ruling_says_why CHECK ((abuse IS NULL) = (reason IS NULL))
);
SELECT guard_table('rating_case'), show_by_branch('rating_case', 'moderate');
GRANT SELECT ON rating_case TO waystation_web;

-- The place of a rating that somebody may judge; NULL where the branch has none such.
CREATE FUNCTION place_of_rating(asked bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE place bigint;
BEGIN
    SELECT station_id INTO place FROM rating WHERE id = asked AND may_see(station_id) FOR UPDATE;
    IF place IS NOT NULL THEN
        PERFORM must_moderate(place);
    END IF;
    RETURN place;
END $$;
SELECT by_owner('place_of_rating(bigint)');

-- Answer a rating for all to read. Gives its number; NULL where the branch has no such rating.
CREATE FUNCTION answer_rating(asked bigint, said text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE place bigint := place_of_rating(asked);
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO answer (station_id, rating_id, text, answered_by) VALUES (place, asked, said, acting_account())
    ON CONFLICT (rating_id) DO UPDATE
        SET text = excluded.text, answered_at = excluded.answered_at, answered_by = excluded.answered_by;
    PERFORM note_act('answer', place, NULL, jsonb_build_object('rating', asked, 'text', said));
    RETURN asked;
END $$;
SELECT door('answer_rating(bigint, text)');

-- Hide the comment of a rating, with a reason that its writer can read. The score stays.
-- Gives whether it has a comment; NULL where the branch has no such rating. The text is not in the journal.
CREATE FUNCTION hide_comment(asked bigint, why_hidden text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    place bigint := place_of_rating(asked);
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO withheld_comment AS kept (station_id, day, voter, rating_id, comment, why, tapped_at, reason, judged_at, judged_by)
    SELECT station_id, day, voter, id, comment, 'hidden', rated_at, why_hidden, now(), acting_account()
      FROM rating WHERE id = asked AND comment ~ '\S'
    ON CONFLICT (station_id, day, voter) DO UPDATE
        SET rating_id = excluded.rating_id, comment = excluded.comment, why = 'hidden', tapped_at = excluded.tapped_at,
            reason = excluded.reason, judged_at = excluded.judged_at, judged_by = excluded.judged_by, passed = NULL;
    UPDATE withheld_comment SET why = 'hidden', reason = why_hidden, judged_at = now(), judged_by = acting_account()
     WHERE rating_id = asked AND comment IS NOT NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE rating SET comment = NULL WHERE id = asked;
    PERFORM note_act('hide_comment', place, NULL, jsonb_build_object('rating', asked, 'reason', why_hidden));
    RETURN true;
END $$;
SELECT door('hide_comment(bigint, text)');

-- Let a comment be public that waits or was hidden. Gives whether there was one; NULL where the branch has no such rating.
CREATE FUNCTION show_comment(asked bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    place bigint := place_of_rating(asked);
    said text;
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT comment INTO said FROM withheld_comment WHERE rating_id = asked AND comment IS NOT NULL;
    IF said IS NULL THEN
        RETURN false;
    END IF;
    UPDATE withheld_comment
       SET passed = sha256(convert_to(said, 'UTF8')), comment = NULL, reason = NULL,
           why = CASE why WHEN 'hidden' THEN 'again' ELSE why END,
           judged_at = now(), judged_by = acting_account()
     WHERE rating_id = asked;
    UPDATE rating SET comment = said WHERE id = asked;
    PERFORM note_act('show_comment', place, NULL, jsonb_build_object('rating', asked));
    RETURN true;
END $$;
SELECT door('show_comment(bigint)');

-- Ask the unit above whether a rating is abuse. Gives its number; NULL where the branch has no such rating.
CREATE FUNCTION ask_above(asked_of bigint, why text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE place bigint := place_of_rating(asked_of);
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO rating_case (rating_id, station_id, asked, asked_at, asked_by)
    VALUES (asked_of, place, why, now(), acting_account())
    ON CONFLICT (rating_id) DO UPDATE
        SET asked = excluded.asked, asked_at = excluded.asked_at, asked_by = excluded.asked_by;
    PERFORM note_act('ask_above', place, NULL, jsonb_build_object('rating', asked_of, 'why', why));
    RETURN asked_of;
END $$;
SELECT door('ask_above(bigint, text)');

-- Whether the acting account stands above the unit that keeps a place, or acts in the whole store.
CREATE FUNCTION rules_over(place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM acting() AS me, station LEFT JOIN unit ON unit.id = station.unit_id
                    WHERE station.id = place
                      AND (me.unit_id IS NULL OR me.unit_id <> unit.id AND me.unit_id = ANY (unit.ancestors)))
$$;
SELECT door('rules_over(bigint)');

-- Rule whether a rating is abuse: if it is, it counts no longer; if it is not, or no longer so ruled, it counts.
-- Gives whether it could be ruled, false for one that a crowd's rule holds; NULL where the branch has no such rating.
CREATE FUNCTION rule_abuse(asked_of bigint, is_abuse boolean, why text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    place bigint := place_of_rating(asked_of);
    ruled boolean;
BEGIN
    IF place IS NULL THEN
        RETURN NULL;
    END IF;
    IF acting_account() IS NOT NULL AND NOT rules_over(place) THEN
        RAISE insufficient_privilege USING MESSAGE = format('only a unit above that of place %s rules on abuse there', place);
    END IF;
    ruled := coalesce((SELECT abuse FROM rating_case WHERE rating_id = asked_of), false);
    IF NOT ruled AND EXISTS (SELECT FROM rating WHERE id = asked_of AND held IS NOT NULL) THEN
        RETURN false;
    END IF;
    INSERT INTO rating_case (rating_id, station_id, abuse, reason, ruled_at, ruled_by)
    VALUES (asked_of, place, is_abuse, why, now(), acting_account())
    ON CONFLICT (rating_id) DO UPDATE
        SET abuse = excluded.abuse, reason = excluded.reason, ruled_at = excluded.ruled_at, ruled_by = excluded.ruled_by;
    UPDATE rating SET held = CASE WHEN is_abuse THEN 'dropped' END WHERE id = asked_of AND is_abuse <> ruled;
    PERFORM note_act('rule_abuse', place, NULL, jsonb_build_object('rating', asked_of, 'abuse', is_abuse, 'reason', why));
    RETURN true;
END $$;
SELECT door('rule_abuse(bigint, boolean, text)');

-- What a device said of a place, as its writer may see it: with the words that wait or are hidden, and why.
--   voters  its digests of some days; who has none of them reads nothing
CREATE FUNCTION own_ratings(place bigint, voters bytea[])
RETURNS TABLE (rated_on date, stars smallint, comment text, reasons text[], counted boolean, waits boolean, hidden text, ruled text)
LANGUAGE sql STABLE AS $$
    SELECT rating.day, rating.stars, coalesce(rating.comment, kept.comment), rating.reasons, rating.held IS NULL,
           kept.comment IS NOT NULL AND kept.why <> 'hidden', kept.reason, CASE WHEN rating_case.abuse THEN rating_case.reason END
      FROM rating
      LEFT JOIN withheld_comment AS kept ON kept.rating_id = rating.id
      LEFT JOIN rating_case ON rating_case.rating_id = rating.id
     WHERE rating.station_id = place AND rating.voter = ANY (voters)
     ORDER BY rating.day DESC
$$;
SELECT door('own_ratings(bigint, bytea[])');

-- Those that are there by now are looked at as those to come.
INSERT INTO withheld_comment (station_id, day, voter, rating_id, comment, why, tapped_at)
SELECT station_id, day, voter, id, comment, cause, rated_at
  FROM rating CROSS JOIN LATERAL why_withheld(comment) AS cause
 WHERE comment ~ '\S' AND cause IS NOT NULL;
UPDATE rating SET comment = NULL FROM withheld_comment AS kept WHERE kept.rating_id = rating.id;
CREATE INDEX rating_newest_of_all ON rating (rated_at DESC, id DESC);
