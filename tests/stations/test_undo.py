"""One change, or all of a list, is taken back; what somebody changed since stays, and is told."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection

from stations import history, undoing
from stations.database import act_as
from stations.errors import NotFound
from stations.register import LEFT_ITS_LIST, begin_import, enter_source, finish_import, merge
from stations.undoing import ChangedAgain, NothingToUndo
from stations.verifying import Verdict
from stations.verifying import verify as verify_committed
from tests.make import enter_one, record
from tests.people import unit, value

GROUPS = {
    "lon": "location",
    "lat": "location",
    "hours_text": "hours",
    "status_reason": "status",
    "status_until": "status",
}


def verify(store: Connection, **options: Any) -> Verdict:
    """Verify what is committed: changes by hand are noted then."""
    store.commit()
    return verify_committed(store, **options)


def amend(store: Connection, place: int, actor: str = "甲", **fields: Any) -> int:
    """Change a record as a desk would, marking what was set by hand, and give the new version."""
    act_as(store, actor)
    marks = sorted({*now(store, place)["edited_fields"], *fields})
    shown = json.dumps(fields | {"edited_fields": marks}, ensure_ascii=False)
    with store.cursor() as cursor:
        cursor.execute(
            "UPDATE station SET (phone, capacity, hours, hours_text, status, status_reason, edited_fields, services,"
            " location) = (SELECT r.phone, r.capacity, r.hours, r.hours_text, r.status, r.status_reason,"
            " r.edited_fields, r.services, CASE WHEN %s::jsonb ? 'lon' THEN ST_Point((%s::jsonb->>'lon')::float8,"
            " (%s::jsonb->>'lat')::float8)::geography ELSE station.location END"
            " FROM jsonb_populate_record(station, %s::jsonb) AS r) WHERE id = %s RETURNING version",
            (shown, shown, shown, shown, place),
        )
        return int(cursor.fetchone()[0])


def now(store: Connection, place: int) -> dict[str, Any]:
    return history.versions(store, place)[-1].record


def load(store: Connection, *records: Any, source: str = "名单", **options: Any) -> int:
    """Merge a list as a run of the loader, and give the run."""
    enter_source(store, source)
    number = begin_import(store, source=source, file_name="f.csv", sha256=None, datum="wgs84", actor="loader")
    merge(store, records, source=source, close_sample=False, **options)
    finish_import(store, number, {})
    act_as(store, "test")
    return number


def place_of(store: Connection, source_id: str) -> int:
    return int(value(store, "SELECT id FROM station WHERE source_id = %s", source_id))


def test_a_change_is_put_back_as_a_new_version(store: Connection) -> None:
    place, other = enter_one(store, phone="1", capacity=8), enter_one(store, phone="1")
    before = now(store, place)
    version = amend(store, place, phone="2", capacity=9)
    amend(store, place, hours="24/7", hours_text="24小时")
    done = undoing.undo(store, place, version)
    assert done == undoing.Undone(4, ["capacity", "phone"])
    after = now(store, place)
    assert (after["phone"], after["capacity"], after["hours"]) == ("1", 8, "24/7")
    assert (before["edited_fields"], after["edited_fields"]) == ([], ["hours", "hours_text"])
    assert len(history.versions(store, other)) == 1


def test_an_undo_can_be_undone(store: Connection) -> None:
    place = enter_one(store, phone="1")
    version = amend(store, place, phone="2")
    changed = now(store, place)
    undone = undoing.undo(store, place, version).version
    assert now(store, place)["phone"] == "1"
    undoing.undo(store, place, undone)
    assert now(store, place) == changed
    undoing.undo(store, place, version)
    assert now(store, place)["phone"] == "1"


def test_what_was_changed_again_is_told_and_the_others_can_be_put_back(store: Connection) -> None:
    place = enter_one(store, phone="1", capacity=8)
    version = amend(store, place, phone="2", capacity=9)
    amend(store, place, phone="3")
    with pytest.raises(ChangedAgain) as refused:
        undoing.undo(store, place, version)
    assert (refused.value.fields, refused.value.others) == (["phone"], ["capacity"])
    assert len(history.versions(store, place)) == 3
    undoing.undo(store, place, version, fields=["capacity"])
    after = now(store, place)
    assert (after["phone"], after["capacity"], after["edited_fields"]) == ("3", 8, ["phone"])


def test_a_status_is_put_back_with_its_reason_or_not_at_all(store: Connection) -> None:
    place = enter_one(store)
    version = amend(store, place, status="suspended", status_reason="检修")
    amend(store, place, status_reason="停电")
    with pytest.raises(ChangedAgain):
        undoing.undo(store, place, version)


def test_a_moved_place_comes_back_with_its_county(store: Connection) -> None:
    place = enter_one(store)
    where = now(store, place)
    area = "ST_Multi(ST_MakeEnvelope(126.6, 45.7, 126.7, 45.8, 4326))"
    value(
        store,
        f"INSERT INTO county VALUES ('1', '甲区', NULL, NULL, 't', NULL, {area}, ST_Point(126.65, 45.75))",
    )
    value(store, f"INSERT INTO county_piece SELECT '1', (ST_Dump({area})).geom")
    version = amend(store, place, lon=120.0, lat=30.0)
    undoing.undo(store, place, version)
    assert (now(store, place)["lon"], now(store, place)["lat"]) == (where["lon"], where["lat"])
    assert value(store, "SELECT county_code FROM station WHERE id = %s", place) == "1"


@pytest.mark.parametrize(("version", "error"), [(1, NothingToUndo), (2, NotFound), (0, NotFound), (-5, NotFound),
                                                (2**40, NotFound)])  # fmt: skip
def test_what_is_no_change_is_not_undone(store: Connection, version: int, error: type[Exception]) -> None:
    place = enter_one(store)
    with pytest.raises(error):
        undoing.undo(store, place, version)
    with pytest.raises(NotFound):
        undoing.undo(store, 2**50, 2)


def test_what_is_as_before_anyway_is_not_undone(store: Connection) -> None:
    place = enter_one(store, phone="1")
    version = amend(store, place, phone="2")
    amend(store, place, phone="1")
    with pytest.raises(NothingToUndo):
        undoing.undo(store, place, version, fields=["phone"])
    with pytest.raises(NothingToUndo):
        undoing.undo(store, place, version, fields=["capacity"])


def test_a_lists_change_undone_by_hand_is_marked_as_set_by_hand(store: Connection) -> None:
    load(store, record(source_id="a", phone="1"))
    load(store, record(source_id="a", phone="2", name="驿站"))
    place = place_of(store, "a")
    act_as(store, "甲")
    undoing.undo(store, place, 2, fields=["phone"])
    assert (now(store, place)["phone"], now(store, place)["edited_fields"]) == ("1", ["phone"])
    undoing.undo(store, place, 3)
    assert (now(store, place)["phone"], now(store, place)["edited_fields"]) == ("2", [])


def test_an_undone_import_closes_restores_and_tells_what_it_leaves(store: Connection) -> None:
    bystander = enter_one(store, phone="0")
    load(store, record(source_id="old", phone="1", capacity=5), record(source_id="older", phone="1"))
    number = load(
        store, *(record(source_id=one, phone="2", capacity=6) for one in ("old", "older", "new", "newer"))
    )
    old, older, new, newer = (place_of(store, one) for one in ("old", "older", "new", "newer"))
    amend(store, old, "乙", phone="3")
    amend(store, new, "丙", capacity=7)
    entries = value(store, "SELECT count(*) FROM journal")
    foreseen = undoing.import_account(store, number)
    done = undoing.undo_import(store, number, actor="丁")
    assert (done.closed, done.restored, done.foreign) == (1, 2, 0)
    assert [(one.station_id, one.fields, one.changed_by) for one in done.kept] == [
        (old, ["phone"], "乙"), (new, ["capacity"], "丙"),
    ]  # fmt: skip
    assert (foreseen.closed, foreseen.restored, foreseen.kept) == (done.closed, done.restored, done.kept)
    assert (now(store, old)["phone"], now(store, old)["capacity"]) == ("3", 5)
    assert (now(store, older)["phone"], now(store, older)["capacity"]) == ("1", None)
    assert now(store, new)["status"] == "open"
    assert (now(store, newer)["status"], now(store, newer)["status_reason"]) == ("closed", LEFT_ITS_LIST)
    assert len(history.versions(store, bystander)) == 1
    assert value(store, "SELECT count(*) FROM journal") == entries + 1
    assert history.versions(store, older)[-1].import_id == done.import_id
    assert verify(store).faults == []


def test_an_undone_import_can_be_undone_and_then_undone_again(store: Connection) -> None:
    load(store, record(source_id="old", phone="1"))
    number = load(store, record(source_id="old", phone="2"), record(source_id="new"))
    before = [now(store, place_of(store, one)) for one in ("old", "new")]
    first = undoing.undo_import(store, number, actor="丁").import_id
    with pytest.raises(NothingToUndo, match=f"undone by import {first}"):
        undoing.undo_import(store, number, actor="丁")
    assert first is not None
    undoing.undo_import(store, first, actor="丁")
    assert [now(store, place_of(store, one)) for one in ("old", "new")] == before
    again = undoing.undo_import(store, number, actor="丁")
    assert (again.closed, again.restored, again.kept) == (1, 1, [])
    assert verify(store).faults == []


def test_a_list_loaded_again_after_its_undoing_opens_its_places(store: Connection) -> None:
    told = record(source_id="new")
    undoing.undo_import(store, load(store, told), actor="丁")
    load(store, told, stated=("source_id", "kind", "name", "lon", "lat"))
    assert now(store, place_of(store, "new"))["status"] == "open"


def test_an_import_that_is_not_there_is_not_found(store: Connection) -> None:
    for number in (0, -1, 999_999_999, 2**70):
        with pytest.raises(NotFound):
            undoing.undo_import(store, number, actor="丁")


def test_only_the_branch_of_an_account_is_undone(store: Connection) -> None:
    from stations.acting import act_by
    from tests.people import account, keep, session

    ours, theirs = unit(store), unit(store)
    number = load(store, record(source_id="ours"), record(source_id="theirs"))
    again = load(store, record(source_id="ours", phone="2"), record(source_id="theirs", phone="2"))
    value(store, "SET LOCAL session_replication_role = replica")
    for name, whose in (("ours", ours), ("theirs", theirs)):
        keep(store, place_of(store, name), whose)
    value(store, "SET LOCAL session_replication_role = origin")
    act_by(store, session(store, account(store, unit_id=ours)))
    done = undoing.undo_import(store, again, actor="丁")
    assert (done.restored, done.foreign, number < again) == (1, 1, True)
    assert (now(store, place_of(store, "ours"))["phone"], now(store, place_of(store, "theirs"))["phone"]) == (
        None,
        "2",
    )


# --- A slow oracle ----------------------------------------------------------------------------------------------------

CHANGES = st.fixed_dictionaries({}, optional={
    "phone": st.sampled_from(["1", "2"]),
    "capacity": st.sampled_from([1, 2]),
    "hours": st.sampled_from(["24/7", "Mo-Su 08:00-20:00"]),
    "status": st.sampled_from([("open", None), ("suspended", "检修"), ("suspended", "停电")]),
    "place": st.sampled_from([(126.62, 45.77), (126.7, 45.7)]),
}).filter(bool)  # fmt: skip
FIELDS = ("phone", "capacity", "hours", "status", "location")
UNDOS = st.tuples(st.integers(2, 9), st.none() | st.sets(st.sampled_from(FIELDS), min_size=1))


def spread(change: dict[str, Any]) -> dict[str, Any]:
    """Write a made-up change as fields of a record."""
    fields = dict(change)
    if "hours" in fields:
        fields["hours_text"] = fields["hours"]
    if "status" in fields:
        fields["status"], fields["status_reason"] = fields["status"]
    if "place" in fields:
        fields["lon"], fields["lat"] = fields.pop("place")
    return fields


def group(name: str) -> str:
    return GROUPS.get(name, name)


def expected(
    told: list[dict[str, Any]], version: int, chosen: set[str] | None
) -> dict[str, Any] | type[Exception]:
    """What an undo makes of a record, or how it is refused; worked out field by field."""
    if version > len(told):
        return NotFound
    before, made, present = told[version - 2], told[version - 1], told[-1]
    by_group: dict[str, list[str]] = {}
    for name in present:
        if name != "edited_fields":
            by_group.setdefault(group(name), []).append(name)
    after, free, again = dict(present), set(), set()
    for field, names in by_group.items():
        changed = any(before[one] != made[one] for one in names)
        left = any(before[one] != present[one] for one in names)
        if not changed or not left or (chosen is not None and field not in chosen):
            continue
        if any(made[one] != present[one] for one in names):
            again.add(field)
            continue
        free.add(field)
        after |= {one: before[one] for one in names}
    if again:
        return ChangedAgain
    marks = set(present["edited_fields"])
    for mark in {*before["edited_fields"], *made["edited_fields"]}:
        if chosen is None or group(mark) in chosen:
            if mark in made["edited_fields"] and mark not in before["edited_fields"]:
                marks.discard(mark)
            elif mark in before["edited_fields"] and mark not in made["edited_fields"]:
                marks.add(mark)
    after["edited_fields"] = sorted(marks)
    if (chosen or set()) - free or after == sorted_marks(present):
        return NothingToUndo
    return after


def sorted_marks(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "edited_fields": sorted(told["edited_fields"])}


@given(acts=st.lists(CHANGES | UNDOS, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edits_and_undos_end_as_a_slow_reckoning_says(store: Connection, acts: list[Any]) -> None:
    place = enter_one(store)
    told = [now(store, place)]
    for one in acts:
        if isinstance(one, dict):
            amend(store, place, **spread(one))
            marks = sorted({*told[-1]["edited_fields"], *spread(one)})
            told.append({**told[-1], **spread(one), "edited_fields": marks})
            continue
        wanted = expected(told, *one)
        if isinstance(wanted, dict):
            undoing.undo(store, place, one[0], fields=one[1])
            told.append(wanted)
        else:
            with pytest.raises(wanted):
                undoing.undo(store, place, one[0], fields=one[1])
    assert [sorted_marks(one.record) for one in history.versions(store, place)] == [
        sorted_marks(one) for one in told
    ]
    assert verify(store).faults == []
