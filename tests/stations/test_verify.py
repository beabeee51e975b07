"""Whatever is changed in the past, behind the store's back, is found; an untouched store passes."""

import hashlib
import json
from typing import Any

import pytest
from psycopg2.extensions import connection as Connection

from stations import undoing
from stations.database import act_as
from stations.verifying import BadDigest, Verdict
from tests.make import enter_one, record
from tests.people import account, session, value
from tests.stations.test_undo import amend, load, place_of, verify

REHASH = """
    UPDATE station_version AS one SET hash = version_hash(coalesce((SELECT hash FROM station_version AS before
        WHERE before.station_id = one.station_id AND before.version = one.version - 1), '\\x'), one)
     WHERE station_id = %s AND version = %s"""
REWRITE_JOURNAL = """
    DO $$ DECLARE entry journal; before bytea := '\\x'; BEGIN
        FOR entry IN SELECT * FROM journal ORDER BY id LOOP
            UPDATE journal SET hash = journal_hash(before, entry) WHERE id = entry.id RETURNING hash INTO before;
        END LOOP;
    END $$"""


@pytest.fixture
def told(store: Connection) -> dict[str, int]:
    """Two places with edits by two people, an undoing, lists and a list taken back."""
    edited, other = enter_one(store, phone="1"), enter_one(store)
    version = amend(store, edited, "甲", phone="2")
    amend(store, edited, "乙", capacity=7)
    undoing.undo(store, edited, version)
    amend(store, other, "乙", phone="5")
    first = load(store, record(source_id="a", phone="1"), record(source_id="b"))
    second = load(store, record(source_id="a", phone="2"), record(source_id="c"))
    undoing.undo_import(store, second, actor="丁")
    store.commit()
    return {"edited": edited, "other": other, "first": first, "second": second, "a": place_of(store, "a"),
            "b": place_of(store, "b")}  # fmt: skip


def tamper(store: Connection, statement: str, *given: Any) -> None:
    """Change the past as only who owns the server can: no trigger sees it."""
    store.commit()
    value(store, "SET LOCAL session_replication_role = replica")
    value(store, statement, *given)
    value(store, "SET LOCAL session_replication_role = origin")


def found(verdict: Verdict) -> set[tuple[str, int | None]]:
    return {(one.what, one.station_id or one.import_id) for one in verdict.faults}


def test_an_untouched_store_passes(store: Connection, told: dict[str, int]) -> None:
    verdict = verify(store)
    assert (verdict.faults, len(verdict.head), verdict.counts["edits"]) == ([], 64, 6)
    assert verify(store, expect=verdict.head).faults == []
    amend(store, told["edited"], phone="9")
    later = verify(store, expect=verdict.head)
    assert (later.faults, later.head != verdict.head) == ([], True)


def test_an_empty_store_passes(store: Connection) -> None:
    assert verify(store).faults == []


@pytest.mark.parametrize(("column", "to"), [("record", "record || '{\"phone\": \"9\"}'"), ("changed_by", "'丙'"),
                                         ("changed_at", "changed_at - interval '1 day'"),
                                           ("hash", "NULL")])  # fmt: skip
@pytest.mark.parametrize("rehashed", [False, True])
def test_an_old_version_that_was_changed_is_found(
    store: Connection, told: dict[str, int], column: str, to: str, *, rehashed: bool
) -> None:
    tamper(
        store,
        f"UPDATE station_version SET {column} = {to} WHERE station_id = %s AND version = 2",
        told["edited"],
    )
    if rehashed and column != "hash":
        for version in (2, 3):
            tamper(store, REHASH, told["edited"], version)
    assert told["edited"] in {place for _, place in found(verify(store))}
    assert told["other"] not in {place for _, place in found(verify(store))}


@pytest.mark.parametrize("to", ["phone = '9'", "changed_by = '丙'", "changed_at = now() - interval '1 day'",
                                "location = ST_Point(120, 30)", "edited_fields = '{{}}'",
                                "import_id = {first}"])  # fmt: skip
def test_a_present_row_that_was_changed_is_found(store: Connection, told: dict[str, int], to: str) -> None:
    tamper(store, f"UPDATE station SET {to.format(**told)} WHERE id = %s", told["other"])
    assert told["other"] in {place for _, place in found(verify(store))}


def test_digests_that_were_taken_off_a_whole_chain_are_found(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "UPDATE station_version SET hash = NULL WHERE station_id = %s", told["edited"])
    assert ("digests_removed", None) in found(verify(store))


def test_what_lists_brought_is_vouched_for(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "UPDATE station SET phone = '9' WHERE id = %s", told["b"])
    assert found(verify(store)) == {("run_records_changed", told["first"])}


def test_a_run_whose_own_line_was_changed_is_found(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "UPDATE import SET imported_by = '丙' WHERE id = %s", told["first"])
    assert found(verify(store)) == {("run_changed", told["first"])}


def test_a_forged_run_is_found(store: Connection, told: dict[str, int]) -> None:
    forged = value(store, "INSERT INTO import (source, file_name, datum, imported_by)"
                          " VALUES ('名单', 'x', 'wgs84', 'x')"
                          " RETURNING id")  # fmt: skip
    tamper(store, "UPDATE station SET phone = '9', import_id = %s WHERE id = %s", forged, told["b"])
    assert found(verify(store)) == {("run_not_in_journal", forged), ("run_records_changed", told["first"])}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("rewritten", [False, True])
def test_the_last_entry_of_the_journal_is_missed_by_who_noted_the_head(
    store: Connection, *, rewritten: bool
) -> None:
    head = verify(store).head
    tamper(store, "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
    if rewritten:
        tamper(store, REWRITE_JOURNAL)
    assert ("head_not_found", None) in found(verify(store, expect=head))


@pytest.mark.usefixtures("told")
def test_a_middle_entry_of_the_journal_is_missed(store: Connection) -> None:
    entry = value(store, "SELECT min(id) FROM journal WHERE act = 'amend_place'")
    tamper(store, "DELETE FROM journal WHERE id = %s", entry)
    assert {"entries_missing", "not_in_journal"} == {what for what, _ in found(verify(store))}
    tamper(
        store, "UPDATE journal SET id = -id WHERE id > %s", entry
    )  # two steps: numbers must not meet on the way
    tamper(store, "UPDATE journal SET id = -id - 1 WHERE id < %s", 0)
    assert {what for what, _ in found(verify(store))} >= {"entry_changed"}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("to", ["actor = '丙'", "at = at - interval '1 day'", "act = 'other'", "station_id = NULL",
                                "detail = '{}'", "hash = '\\x00'"])  # fmt: skip
def test_an_entry_that_was_changed_is_found(store: Connection, to: str) -> None:
    entry = value(store, "SELECT min(id) FROM journal WHERE act = 'amend_place'")
    tamper(store, f"UPDATE journal SET {to} WHERE id = %s", entry)
    assert {one.what for one in verify(store).faults} & {"entry_changed"}


def test_a_version_in_the_middle_that_is_gone_is_found(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "DELETE FROM station_version WHERE station_id = %s AND version = 2", told["edited"])
    assert ("versions_missing", told["edited"]) in found(verify(store))


def test_a_cut_tail_of_versions_is_found(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "DELETE FROM station_version WHERE station_id = %s AND version = 3", told["edited"])
    tamper(store, "UPDATE station SET version = 3 WHERE id = %s", told["edited"])
    assert ("version_missing", told["edited"]) in found(verify(store))


def test_a_forged_version_is_found_however_well_it_is_made(store: Connection, told: dict[str, int]) -> None:
    place = told["edited"]
    tamper(store, "INSERT INTO station_version SELECT id, version, changed_at, changed_by, NULL, record_of(station)"
                  " FROM station WHERE id = %s", place)  # fmt: skip
    tamper(store, "UPDATE station SET version = version + 1, phone = '9' WHERE id = %s", place)
    tamper(store, REHASH, place, 4)
    assert found(verify(store)) == {("not_in_journal", place)}


def test_a_place_that_was_removed_is_missed(store: Connection, told: dict[str, int]) -> None:
    tamper(store, "DELETE FROM station WHERE id = %s", told["edited"])
    assert ("place_missing", told["edited"]) in found(verify(store))


def test_a_place_that_an_account_enters_by_hand_is_vouched_for(store: Connection) -> None:
    from stations.acting import act_by

    act_by(store, session(store, account(store, "operator")))
    place = enter_one(store)
    assert (verify(store).faults, verify(store).counts["unvouched"]) == ([], 0)
    tamper(store, "UPDATE station SET phone = '9' WHERE id = %s", place)
    assert ("record_changed", place) in found(verify(store))


def test_what_nothing_vouches_for_is_counted(store: Connection) -> None:
    value(store, "SET LOCAL session_replication_role = replica")
    enter_one(store)
    value(store, "SET LOCAL session_replication_role = origin")
    assert verify(store).counts["unvouched"] == 1


@pytest.mark.parametrize("head", ["", "zz", "0" * 63, "0" * 64 + "\n", "G" * 64])
def test_an_expected_head_that_is_no_digest_is_refused(store: Connection, head: str) -> None:
    with pytest.raises(BadDigest):
        verify(store, expect=head)
    assert [one.what for one in verify(store, expect="0" * 64).faults] == ["head_not_found"]


def test_every_column_of_a_record_is_digested(store: Connection) -> None:
    body = value(store, "SELECT prosrc FROM pg_proc WHERE proname = 'made_text'")
    place = enter_one(store)
    told = value(store, "SELECT record_of(station) FROM station WHERE id = %s", place)
    missing = {name for name in told if f"made.{name}" not in body}
    assert missing == {"lon", "lat"}  # they are its location


def test_the_digests_are_what_their_description_says(store: Connection, told: dict[str, int]) -> None:
    with store.cursor() as cursor:
        cursor.execute(
            "SELECT id, extract(epoch FROM at)::text, account_id, actor, act, station_id, unit_id, detail::text, hash"
            " FROM journal ORDER BY id"
        )
        before = b""
        for number, at, *others, detail, kept in cursor.fetchall():
            words = [str(number), at, *(json.dumps(one, ensure_ascii=False) for one in others), detail]
            before = hashlib.sha256(before + f"[{', '.join(words)}]".encode()).digest()
            assert bytes(kept) == before
        cursor.execute(
            "SELECT version, extract(epoch FROM changed_at)::text, changed_by, import_id, record::text, hash"
            " FROM station_version WHERE station_id = %s ORDER BY version", (told["edited"],),
        )  # fmt: skip
        before = b""
        for version, at, by, run, record_text, kept in cursor.fetchall():
            words = [
                str(told["edited"]),
                str(version),
                at,
                json.dumps(by, ensure_ascii=False),
                json.dumps(run),
            ]
            before = hashlib.sha256(before + f"[{', '.join(words)}]{record_text}".encode()).digest()
            assert bytes(kept) == before
    act_as(store, "test")
