"""Two counties of one city, each with one of everything; whoever may do something in one must not in the other."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.acting import MAY, Role, Scope
from tests import people, planned
from tests.make import enter_one
from tests.people import value
from web.signing import COOKIE

WRITTEN = """
SELECT jsonb_object_agg(oid::regclass, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                                       + pg_stat_get_xact_tuples_deleted(oid))
  FROM pg_class
 WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> 'spatial_ref_sys'"""
POINTS = json.dumps([{"code": "sign", "name_zh": "有标识", "name_en": "", "evidence": None}])


@dataclass(frozen=True)
class Branch:
    """A county's unit, and the number of one of each thing in it."""

    unit: int
    station: int
    account: int
    ticket: int
    rating: int
    held: int
    grade: int
    award: int
    list: int
    applied: int
    export: int
    token: int
    session: int
    plan: int
    waiting: int


@dataclass
class World:
    """All of it."""

    store: Connection
    visit: FlaskClient
    own: Branch
    foreign: Branch
    city: int

    def digest(self, tables: Collection[str] | None = None) -> dict[str, str]:
        """Digest every table of the store, or some."""
        return digest(self.store, tables)

    def written(self) -> dict[str, int]:
        """Count the rows that this transaction wrote into each table."""
        return written(self.store)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Forget afterwards what happened within."""
        _say(self.store, "RELEASE SAVEPOINT act; SAVEPOINT world; SAVEPOINT act")
        try:
            yield
        finally:
            _say(self.store, "ROLLBACK TO SAVEPOINT world; RELEASE SAVEPOINT world; SAVEPOINT act")


def digest(store: Connection, tables: Collection[str] | None = None) -> dict[str, str]:
    """Digest every table of the store, or some; what only tells that somebody was here is left out."""
    each = " UNION ALL ".join(
        f"SELECT '{table}' AS name, md5(coalesce(string_agg(told, '' ORDER BY told), '')) AS said"
        f" FROM (SELECT (to_jsonb(one) - '{{seen_at,used_on}}'::text[])::text AS told FROM {table} AS one) AS rows"
        for table in (written(store) if tables is None else tables)
    )
    found: dict[str, str] = (
        value(store, f"SELECT jsonb_object_agg(name, said) FROM ({each}) AS every") if each else {}
    )
    return found


def written(store: Connection) -> dict[str, int]:
    """Count the rows that this transaction wrote into each table; what was taken back counts as well."""
    found: dict[str, int] = value(store, WRITTEN)
    return found


@dataclass
class Actor:
    """Somebody who asks: with a cookie or a token, allowed some things in some branches."""

    name: str
    client: FlaskClient
    scopes: frozenset[Scope] = frozenset()
    branches: frozenset[str] = frozenset()
    headers: dict[str, str] = field(default_factory=dict)
    signed_in: bool = True

    def __post_init__(self) -> None:
        kept = self.client.get_cookie(COOKIE)
        self._cookie = kept.value if kept else None

    def may(self, scope: Scope | None, branch: str | None) -> bool:
        """Tell by the rules, written here a second time, whether something is allowed."""
        if not self.signed_in:
            return False
        return (scope in (None, Scope.READ) or scope in self.scopes) and (
            branch is None or branch in self.branches
        )

    def ask(self, method: str, path: str, **sent: Any) -> Any:
        """Ask as if for the first time."""
        if self._cookie:
            self.client.set_cookie(COOKIE, self._cookie)
        headers = {"Accept": "text/html,*/*", **self.headers, **sent.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **sent)


def world(store: Connection, visit: FlaskClient) -> World:
    """Make it."""
    province = people.unit(store, "省总工会", level="province")
    city = people.unit(store, "市总工会", level="city", parent=province)
    planned.enter_demand(store, "骑手", None)
    made = World(store, visit, *(branch(store, name, city) for name in ("甲区", "乙区")), city=city)
    store.commit()
    return made


def branch(store: Connection, name: str, city: int) -> Branch:
    """Make a county's unit with one of everything."""
    unit = people.unit(store, f"{name}总工会", parent=city)
    station = enter_one(
        store, name=f"{name}驿站", kind="water_point", services=("drinking_water", "wifi"), hours="8:00-20:00",
        phone="1",
    )  # fmt: skip
    people.keep(store, station, unit)
    value(store, "UPDATE station SET phone = '2' WHERE id = %s", station)  # version 3, to be undone
    account = people.account(store, "manager", unit)
    people.session(store, account)
    people.token(store, account, "read")
    value(
        store,
        "INSERT INTO fault (station_id, what, day, voter, reporter, note)"
        " VALUES (%s, 'no_water', current_date, '1', 1, '没水')",
        station,
    )
    rating = (
        "INSERT INTO rating (station_id, day, voter, stars, comment, held)"
        " VALUES (%s, current_date, %s, 4, '好', %s) RETURNING id"
    )
    grade = "INSERT INTO grade (unit_id, name_zh, points, needed) VALUES (%s, '四有', %s, 1) RETURNING id"
    job = (
        "INSERT INTO job (task, state, account_id, asked_by, unit_id, file_name, preview, outcome, import_id)"
        " VALUES (%s, 'done', %s, 'x', %s, '名单.csv', %s, %s, %s) RETURNING id"
    )
    run = value(
        store,
        "INSERT INTO import (source, file_name, datum, imported_by, made_by, unit_id, account)"
        " VALUES (%s, '旧名单.csv', 'wgs84', 'x', %s, %s, '{}') RETURNING id",
        value(store, "SELECT source FROM station WHERE id = %s", station), account, unit,
    )  # fmt: skip
    export = value(store, job, "export", account, unit, None, None, None)
    value(store, "INSERT INTO job_file VALUES (%s, 0, 'x')", export)
    counts = dict.fromkeys(
        ("rows", "new", "changed", "unchanged", "pairs", "elsewhere", "refused", "doubts"), 0
    )
    lists = {
        name: []
        for name in (
            "new",
            "changed",
            "elsewhere",
            "refused",
            "doubts",
            "pairs",
            "unused",
            "unknown_services",
        )
    }
    preview = json.dumps({"file": "名单.csv", "source": "x", "counts": counts, **lists})
    return Branch(
        unit=unit,
        station=station,
        account=account,
        ticket=value(store, "SELECT id FROM ticket WHERE station_id = %s", station),
        rating=value(store, rating, station, b"1", None),
        held=value(store, rating, station, b"2", "burst"),
        grade=value(store, grade, unit, POINTS),
        award=value(
            store,
            "INSERT INTO award (station_id, name, given_by, given_on)"
            " VALUES (%s, '最美驿站', '总工会', '2026-05-01') RETURNING id",
            station,
        ),
        list=value(store, job, "preview", account, unit, preview, None, None),
        applied=value(store, job, "apply", account, unit, preview, json.dumps({"counts": counts}), run),
        export=export,
        token=value(store, "SELECT id FROM api_token WHERE account_id = %s", account),
        session=value(store, "SELECT id FROM session WHERE account_id = %s", account),
        plan=planned.keep(store, account, unit),
        waiting=planned.keep(store, account, unit, state="queued"),
    )


def actors(made: World) -> Iterator[Actor]:
    """Everybody who may come to the door."""
    store, app = made.store, made.visit.application

    def person(name: str, role: Role, unit: int | None, *branches: str) -> Actor:
        client = app.test_client()
        token = people.sign_in(client, store, people.account(store, role, unit))
        return Actor(name, client, frozenset(MAY[role]), frozenset(branches), {"X-CSRF-Token": token})

    def over(name: str, statement: str) -> Actor:
        client, account = app.test_client(), people.account(store, "operator", None)
        token = people.sign_in(client, store, account)
        value(store, statement, account)
        return Actor(name, client, headers={"X-CSRF-Token": token}, signed_in=False)

    yield Actor("nobody", app.test_client(), signed_in=False)
    yield Actor(
        "a made-up token", app.test_client(), headers={"Authorization": "Bearer made-up"}, signed_in=False
    )
    yield person("planner", Role.PLANNER, made.own.unit, "own")
    yield person("manager", Role.MANAGER, made.own.unit, "own")
    yield person("operator", Role.OPERATOR, made.own.unit, "own")
    yield person("manager above", Role.MANAGER, made.city, "own", "foreign")
    yield person("operator of all", Role.OPERATOR, None, "own", "foreign")
    for scope in Scope:
        secret = people.token(store, people.account(store, "operator", made.own.unit), scope)
        headers = {"Authorization": f"Bearer {secret}"}
        yield Actor(f"token to {scope}", app.test_client(), frozenset({scope}), frozenset({"own"}), headers)
    yield over("signed out", "UPDATE session SET revoked_at = now() WHERE account_id = %s")
    yield over(
        "signed in last month",
        "UPDATE session SET expires_at = now() - interval '1 day' WHERE account_id = %s",
    )
    yield over("disabled", "UPDATE account SET disabled_at = now() WHERE id = %s")
    store.commit()


def _say(store: Connection, statement: str) -> None:
    with store.cursor() as cursor:
        cursor.execute(statement)
