"""Road networks in the store: the newest of a name, the very one of a plan, and who sees them."""

from dataclasses import replace

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from stations import roads
from stations.acting import act_by
from stations.errors import BadRecord, NotFound
from stations.roads import New
from tests.people import account, session, unit

SHA, OTHER = "a" * 64, "b" * 64
TOWN = New(
    name="town", mode="walk", source="OpenStreetMap", licence="ODbL 1.0", file_name="town.osm.pbf", sha256=SHA, rules=1,
    bbox=(113.5, 34.6, 113.8, 34.9), nodes=3, edges=2, length_m=1234.5, kept=b"arrays",
)  # fmt: skip


def test_a_network_comes_back_with_where_it_is_from(store: Connection) -> None:
    kept = bytes(range(256)) * 9000
    assert roads.enter(store, replace(TOWN, kept=kept), by="me")
    found = roads.one(store, "town", "walk")
    assert roads.fetch(store, found.id) == kept
    assert (found.bbox, found.bytes, found.made_by) == (TOWN.bbox, len(kept), "me")
    for name in (
        "name",
        "mode",
        "source",
        "licence",
        "file_name",
        "sha256",
        "rules",
        "nodes",
        "edges",
        "length_m",
    ):
        assert getattr(found, name) == getattr(TOWN, name), name
    assert found.told["sha256"] == SHA


def test_the_same_file_again_changes_nothing(store: Connection) -> None:
    roads.enter(store, TOWN, by="me")
    before = roads.listed(store, everything=True)
    assert roads.entered(store, name="town", mode="walk", sha256=SHA, rules=1)
    assert not roads.enter(store, replace(TOWN, kept=b"others", source="elsewhere"), by="another")
    assert roads.listed(store, everything=True) == before


def test_a_newer_extract_is_taken_and_the_older_stays_for_its_plans(store: Connection) -> None:
    for sha256, kept in ((SHA, b"old"), (OTHER, b"new")):
        roads.enter(store, replace(TOWN, sha256=sha256, kept=kept), by="me")
    roads.enter(store, replace(TOWN, mode="truck"), by="me")
    assert roads.fetch(store, roads.one(store, "town", "walk").id) == b"new"
    assert roads.fetch(store, roads.one(store, "town", "walk", sha256=SHA).id) == b"old"
    assert [(one.mode, one.sha256) for one in roads.listed(store)] == [("truck", SHA), ("walk", OTHER)]
    assert len(roads.listed(store, everything=True)) == 3


def test_newer_rules_make_another_network_of_the_same_file(store: Connection) -> None:
    for rules in (1, 2):
        assert roads.enter(store, replace(TOWN, rules=rules, kept=b"%d" % rules), by="me")
    assert roads.fetch(store, roads.one(store, "town", "walk", rules=1).id) == b"1"
    assert roads.one(store, "town", "walk").rules == 2
    assert not roads.entered(store, name="town", mode="walk", sha256=SHA, rules=3)


def test_earlier_ones_can_be_forgotten(store: Connection) -> None:
    for sha256 in (SHA, OTHER):
        for mode in ("walk", "truck"):
            roads.enter(store, replace(TOWN, sha256=sha256, mode=mode), by="me")
    assert roads.forget_earlier(store, name="town", mode="walk") == 1
    assert [(one.mode, one.sha256) for one in roads.listed(store, everything=True)] == [
        ("truck", OTHER), ("walk", OTHER), ("truck", SHA),
    ]  # fmt: skip


def test_what_is_not_there_is_named_with_what_is(store: Connection) -> None:
    with pytest.raises(NotFound, match="there are none at all; waystation load-roads"):
        roads.one(store, "town", "walk")
    roads.enter(store, TOWN, by="me")
    with pytest.raises(NotFound, match=r"no roads 'town' for truck: there are town \(walk\)"):
        roads.one(store, "town", "truck")
    with pytest.raises(NotFound, match="of the extract bbbbbbbbbbbb…"):
        roads.one(store, "town", "walk", sha256=OTHER)
    with pytest.raises(NotFound, match="there are no roads -1"):
        roads.fetch(store, -1)


@pytest.mark.parametrize(
    ("change", "says"), [({"name": " "}, "--name"), ({"mode": "fly"}, "walk, ebike or truck")]
)
def test_what_is_no_network_is_refused(store: Connection, change: dict[str, str], says: str) -> None:
    with pytest.raises(BadRecord, match=says):
        roads.enter(store, replace(TOWN, **change), by="me")


def test_every_account_sees_them_and_nobody_else_and_none_writes(store: Connection) -> None:
    roads.enter(store, TOWN, by="me")
    number = roads.one(store, "town", "walk").id
    secrets = {role: session(store, account(store, role, unit(store))) for role in ("planner", "manager")}
    store.commit()
    store.play("waystation_web")
    assert roads.listed(store) == []
    with pytest.raises(NotFound):
        roads.fetch(store, number)
    for secret in secrets.values():
        act_by(store, secret)
        assert roads.fetch(store, number) == b"arrays"
        assert [one.name for one in roads.listed(store)] == ["town"]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            roads.enter(store, replace(TOWN, name="mine"), by="me")
        store.rollback()
    store.play("NONE")
