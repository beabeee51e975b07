"""Doors and tables, tried by raw SQL with the real numbers of another branch's things: nothing is read or changed."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import make_dsn

from stations.database import connect, run
from tests import people
from tests.databases import own_database
from tests.people import value
from tests.stations.test_doors import Scene, everything
from tests.web import branches

# Each must give no row, or a row of nothing, and change nothing. {names} are numbers of the other branch.
READS = (
    "SELECT 1 FROM job_file",
    "SELECT 1 FROM job",
    "SELECT 1 FROM known_as",
    "SELECT 1 FROM finding",
    "SELECT 1 FROM ticket WHERE station_id = {station}",
    "SELECT 1 FROM rating WHERE id = {held}",
    "SELECT 1 FROM withheld_comment",
    "SELECT 1 FROM rating_case",
    "SELECT 1 FROM fault",
    "SELECT 1 FROM notice",
    "SELECT 1 FROM mending",
    "SELECT 1 FROM station_version",
    "SELECT 1 FROM grade",
    "SELECT 1 FROM grade_confirmation",
    "SELECT 1 FROM award",
    "SELECT 1 FROM import",
    "SELECT 1 FROM journal WHERE station_id = {station} OR unit_id IN ({unit}, {city})",
    "SELECT 1 FROM history_of({station}, 99, 99)",
    "SELECT 1 FROM desk_places(current_date, 1, 1, NULL, NULL, NULL, {station})",
    "SELECT 1 FROM desk_places(current_date, 1, 1, {unit}, NULL, NULL, NULL)",
    "SELECT 1 FROM desk_units() WHERE id IN ({unit}, {city})",
    "SELECT 1 FROM standing({grade}, {station}, '{{}}', current_date)",
    "SELECT 1 FROM kept_accounts({account}, NULL, '', 9)",
    "SELECT 1 FROM kept_accounts(NULL, {unit}, '', 9)",
    "SELECT 1 FROM own_sessions() WHERE id = {session}",
    "SELECT 1 FROM own_tokens() WHERE id = {token}",
    "SELECT 1 FROM own_ratings({station}, ARRAY(SELECT sha256(id::text::bytea) FROM rating))",
    "SELECT 1 WHERE desk_name({account}) IS NOT NULL",
    "SELECT 1 WHERE branch_of({unit}) <> '{{}}' OR lies_above({unit}) OR in_branch({unit}) OR in_branch(NULL)",
    "SELECT 1 WHERE may_at('read', {station}) OR may('read', {unit}) OR may('read', NULL) OR rules_over({station})",
)
WRITES = (
    "SELECT move_ticket({ticket}, 'seen', NULL)",
    "SELECT move_ticket({ticket}, 'refused', 'x')",
    "SELECT answer_ticket({ticket}, 'x')",
    "SELECT answer_rating({rating}, 'x')",
    "SELECT judge_held('r', {held}, true)",
    "SELECT hide_comment({rating}, 'x')",
    "SELECT show_comment({hidden})",
    "SELECT ask_above({rating}, 'x')",
    "SELECT rule_abuse({rating}, true, 'x')",
    "SELECT change_word('x x', true)",
    "SELECT take_out({station}, 'wifi', now(), current_date)",
    "SELECT bring_back({station}, 'drinking_water', now())",
    "SELECT mend_fault({station}, 'no_water', NULL, now(), 'manager', NULL)",
    "SELECT mend_fault({station}, 'no_water', NULL, now(), NULL, NULL)",
    "SELECT ask_job({list}, 'apply', '{{}}')",
    "SELECT ask_job({applied}, 'undo', '{{}}')",
    "SELECT discard_job({list})",
    "SELECT discard_job({export})",
    "SELECT finish_job({working}, '{{}}', NULL, 1)",
    "INSERT INTO job_file VALUES ({working}, 7, 'x')",
    "INSERT INTO known_as VALUES ('test', 'x', {station})",
    "INSERT INTO finding (station_id, what, detail) VALUES ({station}, 'x', 'x')",
    "INSERT INTO grade (unit_id, name_zh, points, needed) VALUES ({unit}, 'x', '[]', 1)",
    "UPDATE grade SET name_zh = 'x' WHERE id = {grade}",
    "INSERT INTO grade_confirmation (grade_id, station_id, code, met) VALUES ({grade}, {station}, 'sign', true)",
    "INSERT INTO award (station_id, name, given_by, given_on) VALUES ({station}, 'x', 'x', current_date)",
    "UPDATE award SET withdrawn_at = now() WHERE station_id = {station}",
    "UPDATE station SET name = 'x' WHERE id = {station}",
    "INSERT INTO unit (parent, level, name) VALUES ({city}, 'county', 'x')",
    "INSERT INTO unit (parent, level, name, county_code) VALUES ({own_unit}, 'place', 'x', NULL)",
    "UPDATE unit SET name = 'x', level = 'province'",
    "UPDATE import SET account = '{{}}'",
    "SELECT seal_import({open_import})",
    "SELECT note_act('import', NULL, NULL, '{{\"import\": 999}}')",
    "SELECT note_act('judge_held', {own_station}, NULL, '{{}}')",
    "SELECT add_unit({city}, 'county', 'x', NULL)",
    "SELECT add_unit(NULL, 'province', 'x', NULL)",
    "SELECT add_account('another', 'x', 'operator', {unit})",
    "SELECT add_account('another', 'x', 'operator', {city})",
    "SELECT add_account('another', 'x', 'operator', NULL)",
    "SELECT amend_account({account}, 'x', 'manager', {own_unit}, false)",
    "SELECT amend_account({own_account}, 'x', 'operator', {city}, false)",
    "SELECT amend_account({own_account}, 'x', 'operator', NULL, false)",
    "SELECT make_link({account}, 'digest')",
    "SELECT end_sessions_of({account})",
    "SELECT end_own_sessions({session})",
    "SELECT revoke_token({token})",
    "SELECT change_password('guess', 's', 1, 1, 'v')",
    "SELECT change_second_factor('guess', NULL, 0)",
    "SELECT open_session('has_second_factor', 'right', 'digest', NULL)",
    "SELECT open_session('has_second_factor', 'right', 'digest', 4)",
)
# A change in the name of a list is not noted by itself: without the list's seal nothing would vouch for it.
UNSEALED = (
    """WITH made AS (INSERT INTO import (source, file_name, datum, imported_by)
                  SELECT 'test', 'x', 'wgs84', acting_name() RETURNING id)
       SELECT set_config('waystation.import', id::text, true) FROM made""",
    "UPDATE station SET name = 'unnoted' WHERE id = {own_station}",
)
SEALED = (
    "UPDATE import SET account = '{{}}' WHERE id = current_setting('waystation.import')::bigint",
    "SELECT seal_import(current_setting('waystation.import')::bigint)",
)


@pytest.fixture(scope="module")
def scene(database_url: str) -> Iterator[tuple[Scene, dict[str, int]]]:
    """Two counties with one of everything, and everybody of the one."""
    with own_database(database_url, "foreign") as url, closing(connect(url)) as owner:
        owner.commit()
        value(owner, "ALTER ROLE waystation_web LOGIN PASSWORD 'of the tests'")
        city = people.unit(owner, "市", level="city", parent=people.unit(owner, "省", level="province"))
        own, foreign = (branches.branch(owner, name, city) for name in ("甲区", "乙区"))
        names = {
            **foreign.__dict__,
            "city": city,
            **{f"own_{name}": one for name, one in own.__dict__.items()},
        }
        names |= _more(owner, foreign)
        value(owner, "INSERT INTO source (name) VALUES ('test') ON CONFLICT DO NOTHING")
        value(
            owner, "INSERT INTO credential VALUES (%s, 's', 19456, 2, sha256('right'), 'TOTP', 5)",
            value(owner, "INSERT INTO account (name, shown_name, role) VALUES ('has_second_factor', 'x', 'operator')"
                  " RETURNING id"),
        )  # fmt: skip
        whole = people.account(owner, "operator")
        proofs = {
            "nobody": "",
            "all": people.session(owner, whole),
            "theirs": people.session(owner, foreign.account),
        }
        for role in ("planner", "manager", "operator"):
            one = people.account(owner, role, own.unit)
            proofs |= {role: people.session(owner, one), f"{role}'s token": people.token(owner, one)}
            proofs[f"{role}'s reading token"] = people.token(owner, one, "read")
        owner.commit()
        web = make_dsn(url, user="waystation_web", password="of the tests")
        yield Scene(owner, web, foreign.station, foreign.unit, own.unit, proofs), names


def _more(owner: Connection, foreign: branches.Branch) -> dict[str, int]:
    """A comment that waits, a list that is worked on, a run that is not sealed, a finding, a name."""
    hidden = value(
        owner,
        "INSERT INTO rating (station_id, day, voter, stars, comment)"
        " VALUES (%s, current_date, '3', 1, '加微信 abcdef1') RETURNING id",
        foreign.station,
    )
    working = value(
        owner,
        "INSERT INTO job (task, state, account_id, asked_by, unit_id, file_name)"
        " VALUES ('preview', 'working', %s, 'x', %s, 'x') RETURNING id",
        foreign.account, foreign.unit,
    )  # fmt: skip
    value(owner, "INSERT INTO job_file VALUES (%s, 0, 'x')", working)
    open_import = value(
        owner,
        "INSERT INTO import (source, file_name, datum, imported_by, made_by, unit_id)"
        " SELECT source, 'x', 'wgs84', 'x', %s, %s FROM station WHERE id = %s RETURNING id",
        foreign.account, foreign.unit, foreign.station,
    )  # fmt: skip
    value(owner, "SELECT set_config('waystation.actor', 'test', true)")
    value(owner, "INSERT INTO finding (station_id, what, detail) VALUES (%s, 'x', 'y')", foreign.station)
    value(owner, "INSERT INTO known_as SELECT source, 'x', id FROM station WHERE id = %s", foreign.station)
    value(
        owner,
        "INSERT INTO mending (station_id, what, mended_at, said_by) VALUES (%s, 'moved', now(), 'courier')",
        foreign.station,
    )
    value(
        owner, "INSERT INTO grade_confirmation (grade_id, station_id, code, met) VALUES (%s, %s, 'sign', true)",
        foreign.grade, foreign.station,
    )  # fmt: skip
    value(owner, "SELECT ask_above(%s, 'x')", foreign.rating)
    return {"hidden": hidden, "working": working, "open_import": open_import}


def _done(scene: tuple[Scene, dict[str, int]], who: str, *statements: str) -> int:
    """Say it as somebody and commit; give the rows of the last one, 0 when it was refused."""
    made, names = scene
    with closing(connect(made.web)) as web, web.cursor() as cursor:
        try:
            cursor.execute("SELECT set_config('waystation.proof', %s, true)", [made.proofs[who]])
            for one in statements:
                cursor.execute(one.format(**names))
            found = max(cursor.rowcount, 0)
            web.commit()
        except psycopg2.Error:
            web.rollback()
            return 0
        return found


PEOPLE = [
    f"{role}{how}"
    for role in ("planner", "manager", "operator")
    for how in ("", "'s token", "'s reading token")
]


@pytest.mark.parametrize("who", ["nobody", *PEOPLE])
def test_nobody_reads_what_is_another_branchs(scene: tuple[Scene, dict[str, int]], who: str) -> None:
    own = " AND station_id <> {own_station}"
    narrowed = {
        **dict.fromkeys(("fault", "notice", "station_version", "award", "finding"), own),
        **dict.fromkeys(("job", "import"), " AND unit_id <> {own_unit}"),
        "grade": " AND id <> {own_grade}",
        "job_file": " AND job_id <> {own_export}",
    }
    passed = []
    for one in READS:
        table = one.removeprefix("SELECT 1 FROM ")
        if _done(scene, who, f"{one} WHERE true{narrowed[table]}" if table in narrowed else one):
            passed.append(one)
    assert passed == []


@pytest.mark.parametrize("one", READS)
def test_whoever_may_reads_all_of_it(scene: tuple[Scene, dict[str, int]], one: str) -> None:
    may = [who for who in ("all", "theirs") if _done(scene, who, one)]
    assert may or "own_ratings" in one, "is there such a thing at all?"


def test_nobody_changes_what_is_another_branchs_or_the_history(scene: tuple[Scene, dict[str, int]]) -> None:
    made, _ = scene
    before, passed = everything(made), []
    for who in ("nobody", *PEOPLE):
        for one in WRITES:
            rows = _done(scene, who, one)
            now = everything(made) if rows else before
            if now != before:
                passed.append((who, one, [name for name in now if now[name] != before[name]]))
                before = now
    assert passed == []


def test_an_import_is_committed_with_its_seal_and_nothing_after_it(
    scene: tuple[Scene, dict[str, int]],
) -> None:
    made, _ = scene
    before = everything(made)
    assert not _done(scene, "manager", *UNSEALED)
    assert not _done(scene, "manager", *UNSEALED, SEALED[1])
    assert not _done(scene, "manager", *UNSEALED, *SEALED, UNSEALED[1])
    assert everything(made) == before
    assert _done(scene, "manager", *UNSEALED, *SEALED)


def test_one_login_does_not_see_the_secrets_in_anothers_statements(
    scene: tuple[Scene, dict[str, int]],
) -> None:
    made, _ = scene
    run(made.owner, "hide_web_statements")
    made.owner.commit()
    with closing(connect(made.web)) as one, one.cursor() as cursor:
        cursor.execute("SELECT set_config('waystation.proof', 'a secret', true)")
        look = "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%a secret%'"
        assert not _done(scene, "manager", look)
