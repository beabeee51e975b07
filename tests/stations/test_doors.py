"""Attacks by raw SQL as the role of the web, each committed: none passes, and nothing of ours is unjudged."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from stations import faults, ratings
from stations.confirmations import confirm
from stations.database import as_web, connect, statement
from stations.faults import Device, Fault, What
from stations.freshness import Fact
from stations.outbox import changes, listen
from tests.databases import own_database
from tests.make import enter_one
from tests.people import account, keep, session, token, unit, value
from tests.stations.test_faults import NOON

# Every table and view, judged: what the role may read at all, "all" columns or these; rows are the policies' to show.
ALL = "*"
WORDS = (
    "kind", "kind_detail", "service", "service_word", "brand", "entry_mode", "rating_reason", "special_day",
    "complete_year", "county", "county_piece", "source", "migration",
)  # fmt: skip
OPEN = {
    *WORDS,
    "station",
    "station_shown",
    "rating_summary",
    "station_condition",
    "outbox",
    "outbox_horizon",
    "unit",
}
OF_BRANCH = {
    "station_version", "finding", "mending", "notice", "journal", "import", "ticket", "rating_case",
    "job",
    "plan", "plan_layer", "road_graph", "road_piece",
    "job_file", "known_as", "grade", "grade_confirmation", "award", "demand", "demand_point",
}  # fmt: skip
IN_PART = {
    "fault": "id station_id what service note reporter newcomer reported_at received_at held ended_at ended_by said_by",
    "answer": "id station_id ticket_id rating_id text answered_at",
    "listed_word": "word added_at",
    "withheld_comment": "station_id day rating_id comment why tapped_at reason judged_at judged_by",
    "rating": "id station_id day stars comment reasons newcomer rated_at received_at held",
}
CLOSED = {
    "account", "credential", "session", "login_link", "api_token", "answered", "confirmation", "confirmed",
    "store_mark", "unmet",
}  # fmt: skip
READ = dict.fromkeys(OPEN | OF_BRANCH, ALL) | IN_PART | dict.fromkeys(CLOSED, "")
# What it may write in some rows; nothing else, and no row of other tables may it remove.
INSERT = {
    "station", "import", "source", "job", "job_file", "known_as", "finding", "grade",
    "plan", "plan_layer", "road_graph", "road_piece",
    "grade_confirmation", "award", "demand", "demand_point",
}  # fmt: skip
UPDATE = {"station", "import", "finding", "grade", "award", "demand"}
DELETE = {"finding"}
NEVER_WRITTEN = {
    "station": {"id", "version", "changed_at", "changed_by", "import_id", "hours_in_force"},
    "import": {"id", "made_by", "unit_id", "imported_at"},
}

# Every function, judged. Doors work with the owner's rights; the harmless with the caller's, on what they are given.
DOORS = {
    "acting", "acting_account", "acting_name", "acting_unit", "in_branch", "may", "may_at", "branch",
    "password_salt", "check_password", "open_session", "redeem_link", "link_of", "change_password",
    "change_second_factor", "note_use", "import_under_way", "life_of_store", "prune_outbox",
    "rate", "withdraw_rating", "report_fault", "withdraw_fault", "mend_fault", "confirm_fact",
    "earlier_answer", "keep_answer",
    "add_account", "add_unit", "amend_account", "answer_rating", "answer_ticket", "answers_of", "ask_above", "ask_job",
    "branch_of", "bring_back",
    "change_word", "desk_name", "desk_places", "desk_units", "discard_job", "end_own_sessions",
    "end_sessions_of", "finish_job", "hide_comment", "history_of", "judge_held", "kept_accounts", "lies_above",
    "make_link", "make_token", "move_ticket", "own_credential", "own_ratings", "own_sessions", "own_tokens",
    "revoke_token", "rule_abuse", "rules_over", "seal_import", "show_comment", "take_out", "unit_of",
    "discard_plan", "finish_plan", "sees_plan", "stop_plan",
    "count_unmet", "told_unmet",
}  # fmt: skip
HARMLESS = {
    "record_of",
    "without",
    "is_out",
    "take_place",
    "journal_hash",
    "version_hash",
    "refuse_verdict",
} | {
    "bare_of",
    "china_time",
    "field_of",
    "plainly",
    "record_says",
    "standing",
    "texts",
    "undoing",
}
OWNERS = {
    "guard_table", "by_owner", "door", "show_by_branch", "by_keeper", "end_sessions", "end_faults", "import_digest",
    "tell_changed", "reports_of", "renew_condition", "hash_before", "made_digest", "made_text", "row_of", "run_digest",
    "keep_accounts_in", "kept_account", "last_exception",
    "may_see", "must_moderate", "note_act", "note_seen", "own_account",
    "place_of_rating", "renew_tickets", "taken_ticket", "why_withheld",
}  # fmt: skip

OURS = """
    SELECT proc.proname, pg_get_function_identity_arguments(proc.oid), proc.prorettype = 'trigger'::regtype,
           proc.prosecdef, coalesce(proc.proconfig::text, ''),
           has_function_privilege('waystation_web', proc.oid, 'EXECUTE'),
           ARRAY(SELECT format_type(one, NULL) FROM unnest(proc.proargtypes) AS one)
      FROM pg_proc AS proc
     WHERE proc.pronamespace = 'public'::regnamespace AND proc.prokind = 'f'
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = proc.oid AND deptype = 'e')
"""
BOX = "SRID=4326;POLYGON((126.5 45.5,126.6 45.5,126.6 45.6,126.5 45.6,126.5 45.5))"
TABLES = """
    SELECT relname, relkind, relforcerowsecurity FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
"""


class Scene(NamedTuple):
    """A store with a place of one branch, and the proofs of those who must not touch it."""

    owner: Connection
    web: str
    place: int
    unit: int
    other_unit: int
    proofs: dict[str, str]


def rows(connection: Connection, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values[0] if values and isinstance(values[0], dict) else values or None)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def scene(database_url: str) -> Iterator[Scene]:
    """Two branches: all that there is belongs to one of them, and the web has a login that it cannot lay down."""
    with own_database(database_url, "doors") as url, closing(connect(url)) as owner:
        owner.commit()
        value(owner, "ALTER ROLE waystation_web LOGIN PASSWORD 'of the tests'")
        made = _made(owner, make_dsn(url, user="waystation_web", password="of the tests"))
        owner.commit()
        yield made


def _made(owner: Connection, web: str) -> Scene:
    city = unit(owner, level="city")
    ours, others = unit(owner, parent=city), unit(owner, parent=city)
    place = enter_one(owner)
    keep(owner, place, ours)
    _say_things(owner, place)
    manager, other = account(owner, "manager", ours), account(owner, "manager", others)
    value(
        owner, "INSERT INTO credential VALUES (%s, 'salt', 19456, 2, sha256('right'), 'TOTPSECRET')", manager
    )
    value(
        owner,
        "INSERT INTO login_link VALUES (sha256('link'), %s, 'an operator', now(), now() + interval '1 h')",
        manager,
    )
    account(owner, "operator")  # the last one cannot be disabled
    gone = account(owner, "operator")
    over = {name: session(owner, manager) for name in ("expired", "revoked", "unused")}
    old = token(owner, manager)
    proofs = {
        "nobody": "", "made up": "of nobody", "digest": _digest_of(owner, over["expired"]), **over,
        "expired token": old, "disabled": session(owner, gone), "other branch": session(owner, other),
        "other token": token(owner, other), "planner": session(owner, account(owner, "planner", ours)),
        "reads only": token(owner, manager, "read"),
    }  # fmt: skip
    for name, change in {
        "expired": "expires_at = now()", "revoked": "revoked_at = now()", "unused": "seen_at = now() - interval '8 d'",
    }.items():  # fmt: skip
        value(owner, f"UPDATE session SET {change} WHERE secret = sha256(%s::bytea)", over[name].encode())
    value(owner, "UPDATE api_token SET expires_at = now() WHERE secret = sha256(%s::bytea)", old.encode())
    value(owner, "UPDATE account SET disabled_at = now() WHERE id = %s", gone)
    return Scene(owner, web, place, ours, others, proofs | {"manager": session(owner, manager)})


def _digest_of(owner: Connection, secret: str) -> str:
    return str(value(owner, "SELECT encode(sha256(%s::bytea), 'hex')", secret.encode()))


def _say_things(owner: Connection, place: int) -> None:
    """What couriers say of the place, what a list says, and what waits."""
    device = Device("secret", "a device")
    faults.report(owner, Fault(place, What.OTHER), device, at=NOON, now=NOON, note="for the branch alone")
    faults.report(owner, Fault(place, What.NO_WATER), device, at=NOON, now=NOON)
    faults.mend(owner, Fault(place, What.NO_WATER), at=NOON, by="courier")
    for nth, held in enumerate((None, "burst", "dropped")):
        voter = ratings.voter("secret", f"{nth}", place, NOON.date())
        ratings.rate(
            owner, place, voter=voter, day=NOON.date(), stars=3, comment="x", held="burst" if held else None
        )
        value(owner, "UPDATE rating SET held = %s WHERE voter = %s", held, voter)
    confirm(owner, place, Fact.HOURS, voter=b"v", day=NOON.date())
    ratings.keep_answer(owner, "a key", b"f", ratings.Answer(200, {}))
    value(owner, "INSERT INTO finding (station_id, what, detail) VALUES (%s, 'x', 'y')", place)
    value(owner, "INSERT INTO import (source, file_name, datum, imported_by) VALUES ('test', 'f', 'wgs84', 'x')"
          if value(owner, "SELECT count(*) FROM source WHERE name = 'test'") else
          "INSERT INTO source (name) VALUES ('test')")  # fmt: skip


def attack(scene: Scene, proof: str, *statements: str) -> int:
    """Do it as somebody and commit it; tell how many rows the last statement read or wrote, 0 when it was refused."""
    with closing(connect(scene.web)) as web:
        return _attack(web, scene, proof, statements)


def _attack(web: Connection, scene: Scene, proof: str, statements: Sequence[str]) -> int:
    names = {"place": scene.place, "unit": scene.unit, "other_unit": scene.other_unit}
    with web.cursor() as cursor:
        try:
            cursor.execute("SELECT set_config('waystation.proof', %s, true)", [scene.proofs[proof]])
            for statement in statements:
                cursor.execute(statement.format(**names))
            found = max(cursor.rowcount, 0)
            web.commit()
        except psycopg2.Error:
            web.rollback()
            return 0
        return found


def all_attacks(
    scene: Scene, tried: Sequence[tuple[str, tuple[str, ...]]]
) -> list[tuple[str, tuple[str, ...]]]:
    """Make them one after the other, each as if it were the first of its session, and give back those that pass."""
    passed = []
    with closing(connect(scene.web)) as web:
        for who, statements in tried:
            if _attack(web, scene, who, statements):
                passed.append((who, statements))
            web.autocommit = True
            with web.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            web.autocommit = False
    return passed


def everything(scene: Scene) -> dict[str, str]:
    """A digest of each table."""
    scene.owner.commit()
    tables = [name for name, kind, _ in rows(scene.owner, TABLES) if kind == "r" and name != "outbox_horizon"]
    digest = "SELECT md5(coalesce(string_agg(one::text, '|' ORDER BY one::text), '')) FROM {} AS one"
    found = {name: rows(scene.owner, digest.format(f'"{name}"'))[0][0] for name in tables}
    scene.owner.commit()
    return found


def test_every_table_is_guarded_and_judged(scene: Scene) -> None:
    found = rows(scene.owner, TABLES)
    assert {name for name, _, _ in found} == set(READ), "judge the new table here: who may read and write it?"
    assert [name for name, kind, forced in found if kind != "v" and not forced] == []


def test_the_role_has_the_grants_that_were_judged_and_no_other(scene: Scene) -> None:
    columns = rows(
        scene.owner,
        "SELECT table_name, column_name,"
        " has_column_privilege('waystation_web', quote_ident(table_name), column_name, 'SELECT'),"
        " has_column_privilege('waystation_web', quote_ident(table_name), column_name, 'INSERT'),"
        " has_column_privilege('waystation_web', quote_ident(table_name), column_name, 'UPDATE')"
        "  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY (%s)", list(READ),
    )  # fmt: skip
    for table, column, reads, inserts, updates in columns:
        read = READ[table]
        assert reads == (read == ALL or column in read.split()), (table, column)
        never = column in NEVER_WRITTEN.get(table, ())
        assert not inserts or (table in INSERT and not never), (table, column)
        assert not updates or (table in UPDATE and not never), (table, column)
    for table in READ:
        for right in ("TRUNCATE", "TRIGGER", "REFERENCES", *(() if table in DELETE else ("DELETE",))):
            assert not rows(
                scene.owner, "SELECT has_table_privilege('waystation_web', %s, %s)", table, right
            )[0][0]
    assert not rows(scene.owner, "SELECT has_schema_privilege('waystation_web', 'public', 'CREATE')")[0][0]


def test_every_function_is_judged(scene: Scene) -> None:
    for name, arguments, trigger, by_owner, config, may_call, _ in rows(scene.owner, OURS):
        told = f"{name}({arguments})"
        if trigger:
            assert by_owner, f"{told}: SELECT by_owner(...), again after each CREATE OR REPLACE"
            assert not may_call, told
        else:
            assert name in DOORS | HARMLESS | OWNERS, f"judge the new function {told} here: who may call it?"
            assert may_call == (name in DOORS | HARMLESS), told
            assert by_owner == (name in DOORS) or name in OWNERS, told
        if by_owner:
            assert "search_path=" in config, told
            assert config.rstrip('"}').endswith("pg_temp"), told


# Said by everybody but the manager of the place; {place} is hers.
ATTACKS = [
    ("UPDATE station SET name = 'x'",),
    ("UPDATE station SET unit_id = {other_unit} WHERE id = {place}",),
    ("UPDATE station SET county_code = NULL, unit_id = NULL",),
    ("SELECT * FROM station WHERE id = {place} FOR UPDATE",),
    ("LOCK TABLE station IN ACCESS EXCLUSIVE MODE", "SELECT 1"),
    (
        """INSERT INTO station (source, source_id, kind, name, location, unit_id)
           VALUES ('test', 'x', 'station', 'x', 'POINT(126 45)', {unit})""",
    ),
    (
        "SELECT set_config('waystation.actor', 'manager1', true)",
        """INSERT INTO station (source, source_id, kind, name, location)
           VALUES ('test', 'x', 'station', 'x', 'POINT(126 45)')""",
    ),
    ("SELECT set_config('waystation.import', '1', true)", "UPDATE station SET name = 'x'"),
    ("INSERT INTO unit (parent, level, name) VALUES ({unit}, 'place', 'x')",),
    ("INSERT INTO unit (level, name) VALUES ('province', 'x')",),
    ("UPDATE unit SET name = 'x'",),
    ("INSERT INTO import (source, file_name, datum, imported_by) VALUES ('test', 'x', 'wgs84', 'manager1')",),
    ("UPDATE import SET account = '{{}}'",),
    ("SELECT note_act('closed', {place}, NULL, '{{}}')",),
    ("SELECT note_act('closed', NULL, {unit}, '{{}}')",),
    (
        "SELECT set_config('waystation.actor', 'manager1', true)",
        "SELECT note_act('amend_place', {place}, NULL, '{{}}')",
    ),
    ("SELECT mend_fault({place}, 'other', NULL, now(), 'manager', NULL)",),
    ("SELECT rate({place}, 'v', current_date, 1, NULL, NULL, false, 'dropped', now(), now())",),
    (
        "SELECT report_fault({place}, 'closed', NULL, NULL, '{{}}', 'v', current_date, false, 'dropped', now(), now())",
    ),
    ("SELECT withdraw_rating({place}, day, voter) FROM rating",),
    ("SELECT note FROM fault WHERE what = 'other' AND station_id <> {place} OR id < 0",),
    ("SELECT comment FROM rating WHERE held IS NOT NULL",),
    ("SELECT may_at('amend', {place}) AS yes FROM station WHERE may_at('amend', {place})",),
    (
        "CREATE TEMP TABLE station (id bigint, unit_id bigint)",
        "INSERT INTO pg_temp.station VALUES ({place}, {other_unit})",
        "SELECT 1 WHERE public.may_at('amend', {place})",
    ),
    (
        "CREATE TEMP TABLE unit AS SELECT {unit}::bigint AS id, ARRAY[{unit}, {other_unit}]::bigint[] AS ancestors",
        "SET LOCAL search_path = pg_temp, public",
        "UPDATE public.station SET name = 'x'",
    ),
    (
        "CREATE FUNCTION pg_temp.acting() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
        "SET LOCAL search_path = pg_temp, public",
        "UPDATE public.station SET name = 'x'",
    ),
    (
        "CREATE FUNCTION pg_temp.yes(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OPERATOR pg_temp.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pg_temp.yes)",
        "SET LOCAL search_path = pg_temp, public",
        "UPDATE public.station SET name = 'x'",
    ),
    (
        "CREATE TEMP TABLE mine AS SELECT * FROM station",
        "CREATE TRIGGER mine BEFORE UPDATE ON mine FOR EACH ROW EXECUTE FUNCTION keep_version()",
        "UPDATE mine SET name = 'x'",
    ),
    (
        """CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001
           AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$""",
        "SELECT note FROM fault WHERE pg_temp.leak(note) AND id < 0",
    ),
]
# Said by everybody, the manager of the place among them.
BY_ANYBODY = [
    ("SET ROLE postgres", "SELECT 1"),
    ("SET ROLE NONE", "SELECT secret FROM session"),
    ("RESET ROLE", "SELECT secret FROM session"),
    ("RESET SESSION AUTHORIZATION", "SELECT verifier FROM credential"),
    ("SET SESSION AUTHORIZATION DEFAULT", "SELECT totp_secret FROM credential"),
    ("SET session_replication_role = replica", "SELECT 1"),
    ("ALTER TABLE station DISABLE TRIGGER ALL", "SELECT 1"),
    ("ALTER TABLE station NO FORCE ROW LEVEL SECURITY", "SELECT 1"),
    ("SET row_security = off", "SELECT 1 FROM fault"),
    ("ALTER ROLE waystation_web BYPASSRLS", "SELECT 1"),
    ("CREATE POLICY mine ON journal TO waystation_web USING (true)", "SELECT 1"),
    ("DROP TABLE journal", "SELECT 1"),
    ("CREATE TABLE public.mine (a int)", "SELECT 1"),
    ("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "SELECT 1"),
    ("COPY credential TO PROGRAM 'cat'", "SELECT 1"),
    ("COPY (SELECT secret FROM session) TO STDOUT", "SELECT 1"),
    ("SELECT setval('fault_reporter', 1)",),
    ("SELECT pg_read_file('PG_VERSION')",),
    ("UPDATE station SET version = 9",),
    ("UPDATE station SET changed_by = 'another'",),
    ("UPDATE station SET id = 9",),
    ("SELECT set_config('waystation.import', '1', true)", "UPDATE station SET name = 'x'"),
    (
        "UPDATE station SET name = 'x'",
        "SELECT set_config('waystation.proof', '', true)",
        "SELECT id FROM station WHERE name = 'x'",
    ),
    ("UPDATE station SET unit_id = {other_unit} WHERE id = {place}",),
    ("UPDATE station SET unit_id = NULL",),
    ("UPDATE outbox SET station_ids = NULL",),
    ("SELECT prune_outbox('-1 day') AS gone WHERE false",),
    ("SELECT note_act('amend_place', {place}, NULL, '{{}}')",),
    ("SELECT open_session('manager1', 'wrong', 'secret', NULL)",),
    ("SELECT totp_secret FROM check_password('manager1', 'wrong')",),
    ("SELECT link_of('guess')",),
    ("UPDATE account SET role = 'operator', unit_id = NULL",),
]


def everything_tried(scene: Scene) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each attack, with who makes it."""
    tables, functions = rows(scene.owner, TABLES), rows(scene.owner, OURS)
    scene.owner.commit()
    own = {"planner", "reads only"}  # of the branch of the place: they read what is theirs
    for who in scene.proofs:
        for name, kind, _ in tables:
            hers = (
                name in OPEN
                or name in ("rating", "import")
                or (name in OF_BRANCH | {"fault"} and who in own | {"manager"})
            )
            if not hers:
                yield who, (f"SELECT {READ[name].split()[0] if READ[name] else '*'} FROM {name}",)
            if kind != "v" or name == "station_shown":
                if name not in DELETE or who != "manager":
                    yield who, (f"DELETE FROM {name}",)
                yield who, (f"TRUNCATE {name} CASCADE", "SELECT 1")
                if name not in UPDATE:
                    column = rows(
                        scene.owner,
                        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0",
                        name,
                    )
                    yield from ((who, (f"UPDATE {name} SET {one} = NULL",)) for (one,) in column)
                if name not in INSERT:
                    yield who, (f"INSERT INTO {name} SELECT * FROM {name}",)
                    yield who, (f"INSERT INTO {name} DEFAULT VALUES",)
        for name, _, trigger, _, _, _, types in functions:
            nothing = ", ".join(f"NULL::{one}" for one in types)
            if trigger or name in OWNERS:
                yield who, (f"SELECT {name}({nothing})",)
            elif name in DOORS - {
                "prune_outbox",
                "note_use",
                "end_own_sessions",
            }:  # these do a worker's work, whoever calls
                yield who, (f"SELECT {name}({nothing})", "SELECT 1 WHERE false")
        yield from ((who, one) for one in BY_ANYBODY)
        yield from ((who, one) for one in ATTACKS if who != "manager")


def test_no_attack_by_raw_sql_passes(scene: Scene, record_property: Any) -> None:
    before = everything(scene)
    tried = list(everything_tried(scene))
    record_property("attacks", len(tried))
    assert all_attacks(scene, tried) == []
    assert everything(scene) == before
    assert len(tried) > 5_000, len(tried)


def test_who_keeps_the_place_reads_and_amends_it_and_is_named(scene: Scene) -> None:
    assert attack(scene, "manager", "SELECT note FROM fault WHERE note IS NOT NULL") == 1
    assert attack(scene, "planner", "SELECT note FROM fault WHERE note IS NOT NULL") == 1
    assert attack(scene, "nobody", "SELECT comment FROM rating") == 1
    assert attack(scene, "manager", "SELECT comment FROM rating") == 3
    forged = "SELECT set_config('waystation.actor', 'another', true)"
    assert attack(scene, "manager", forged, "UPDATE station SET address = 'amended' WHERE id = {place}") == 1
    name = rows(scene.owner, "SELECT changed_by FROM station WHERE id = %s", scene.place)[0][0]
    entry = rows(scene.owner, "SELECT actor, act, station_id FROM journal ORDER BY id DESC LIMIT 1")[0]
    assert name.startswith("manager")
    assert entry == (name, "amend_place", scene.place)


def test_the_background_work_of_a_worker_needs_no_more(scene: Scene) -> None:
    with closing(connect(scene.web)) as web:
        assert listen(web)
        assert changes(web, None).everything
        web.commit()
        with web.cursor() as cursor:
            cursor.execute("SELECT id, name FROM station_shown")
            assert cursor.rowcount == 1


def test_a_role_that_was_put_on_is_the_same(scene: Scene) -> None:
    dsn = make_dsn("", **scene.owner.get_dsn_parameters())
    password = scene.owner.info.password
    with closing(connect(as_web(make_dsn(dsn, password=password) if password else dsn))) as web:
        assert rows(web, "SELECT current_user")[0][0] == "waystation_web"
        with pytest.raises(InsufficientPrivilege):
            rows(web, "SELECT secret FROM session")


PLANS = {
    "nearest": {
        "here": "SRID=4326;POINT(126.6 45.7)", "limit": 10, "within_m": None, "kinds": [], "services": ["wifi"],
        "inferred": False, "open_texts": None, "open_on": None, "min_rating": 3.5,
    },
    "within": {
        "box": BOX, "other_box": BOX, "after": 0, "limit": 500, "kinds": [], "services": [], "inferred": False,
        "open_texts": None, "open_on": None,
    },
    "counties_at": {"lons": [126.6], "lats": [45.7]},
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_lookups_are_planned_as_the_owners(store: Connection, name: str) -> None:
    value(store, "SELECT set_config('waystation.actor', 'test', true)")
    value(store, "INSERT INTO source (name) VALUES ('many') RETURNING name")
    value(
        store,
        "INSERT INTO station (source, source_id, kind, name, location, services, import_id)"
        " SELECT 'many', n, 'station', n, ST_MakePoint(126 + random(), 45 + random())::geography, '{wifi}', NULL"
        " FROM generate_series(1, 3000) AS n RETURNING id",
    )
    value(store, "ANALYZE station")
    plans = []
    for role in ("NONE", "waystation_web"):
        value(store, f"SET ROLE {role}")
        plans.append([line for (line,) in rows(store, "EXPLAIN (COSTS OFF) " + statement(name), PLANS[name])])
    value(store, "SET ROLE NONE")
    assert plans[0] == plans[1]
