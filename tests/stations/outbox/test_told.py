"""What a commit tells, and what it does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from psycopg2.extensions import connection as Connection

from stations import counties
from stations.confirmations import confirm
from stations.database import act_as, run
from stations.freshness import Fact
from stations.outbox import Position, at_one_moment, changes
from stations.point import Point
from stations.register import enter_source
from tests.make import HERE, enter, enter_one, record
from tests.stations.outbox.writing import (
    TODAY,
    Opener,
    Reader,
    county,
    place,
    rename,
    say,
    vote,
)


def test_the_first_read_is_of_everything_and_the_next_of_nothing(opened: Opener) -> None:
    reader = opened()
    with at_one_moment(reader):
        first = changes(reader, None)
        assert first.as_of == say(reader, "SELECT now()")[0][0]
    assert first.everything
    with at_one_moment(reader):
        assert changes(reader, first.position).ids == frozenset()


def test_a_position_is_kept_as_text(reader: Reader) -> None:
    assert reader.position is not None
    assert Position.read(str(reader.position)) == reader.position
    for text in ("", "1:1:", "abc 1:1", "abc 1:1:; DROP TABLE outbox"):
        with pytest.raises(ValueError, match="no position"):
            Position.read(text)


CHANGES: dict[str, Callable[[Connection, int], object]] = {
    "amended": rename,
    "suspended": lambda writer, number: say(
        writer, "UPDATE station SET status = 'suspended' WHERE id = %s", number
    ),
    "closed": lambda writer, number: say(
        writer, "UPDATE station SET status = 'closed' WHERE id = %s", number
    ),
    "given exceptions": lambda writer, number: run(
        writer, "keep_exceptions", {"id": number, "exceptions": "2027 Feb 05 off"}
    ),
    "put in a county": lambda writer, number: say(
        writer, "UPDATE station SET county_code = 'c' WHERE id = %s", number
    ),
    "rated": lambda writer, number: vote(writer, number, 5),
    "confirmed": lambda writer, number: confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_place_is_told_when_it_is(writer: Connection, reader: Reader, change: str) -> None:
    number, _bystander = place(writer), place(writer)
    say(
        writer,
        "INSERT INTO county (code, name, source, area, centre) VALUES ('c', 'c', 'tests', "
        "ST_Multi(ST_Buffer('SRID=4326;POINT(0 0)'::geometry, 1, 1)), 'POINT(0 0)') ON CONFLICT DO NOTHING",
    )
    writer.commit()
    reader.read()
    act_as(writer, "tests")
    CHANGES[change](writer, number)
    assert reader.read() == frozenset()
    writer.commit()
    assert reader.read() == {number}
    assert reader.read() == frozenset()


def test_new_votes_and_confirmations_are_told(writer: Connection, reader: Reader) -> None:
    number = place(writer)
    vote(writer, number, 1)
    confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY)
    writer.commit()
    reader.read()
    for change in (
        lambda: vote(writer, number, 5),
        lambda: confirm(writer, number, Fact.SERVICES, voter=b"a", day=TODAY),
        lambda: say(writer, "DELETE FROM rating_summary WHERE station_id = %s", number),
        lambda: say(writer, "DELETE FROM confirmed WHERE station_id = %s", number),
    ):
        change()
        writer.commit()
        assert reader.read() == {number}


def test_an_entered_list_is_told_as_one_row(writer: Connection, reader: Reader) -> None:
    records = [record() for _ in range(5)]
    before = say(writer, "SELECT count(*) FROM outbox")[0][0]
    enter(writer, *records, source="five")
    writer.commit()
    found = {row["id"] for row in run(writer, "ids_of_source", {"source": "five"})}
    assert len(found) == 5
    assert reader.read() == found
    assert say(writer, "SELECT count(*) - %s FROM outbox", before) == [(1,)]


def test_nothing_is_told_where_nothing_changed(writer: Connection, reader: Reader) -> None:
    one = record()
    enter(writer, one, source="same")
    number = run(writer, "ids_of_source", {"source": "same"})[0]["id"]
    county(writer, "同", Point(1, 1))
    vote(writer, number, 4)
    confirm(writer, number, Fact.HOURS, voter=b"a", day=TODAY)
    counties.assign_counties(writer)
    writer.commit()
    reader.read()
    enter(writer, one, source="same")
    county(writer, "同", Point(1, 1))
    vote(writer, number, 4)
    confirm(writer, number, Fact.HOURS, voter=b"b", day=TODAY - timedelta(days=1))
    enter_source(writer, "a list without places")
    act_as(writer, "tests")
    say(writer, "UPDATE station SET name = 'x' WHERE id < 0")
    counties.assign_counties(writer)
    writer.commit()
    assert reader.read() == frozenset()
    assert say(writer, "SELECT count(*) FROM outbox WHERE station_ids = '{}'") == [(0,)]


def test_what_many_places_share_is_told_as_everything(writer: Connection, reader: Reader) -> None:
    number = enter_one(writer, at=HERE)
    source = say(writer, "SELECT source FROM station WHERE id = %s", number)[0][0]
    county(writer, "旧名")
    assert counties.assign_counties(writer) > 0
    writer.commit()
    assert reader.read() is None  # the county may have had another name before
    for change in (
        lambda: enter_source(writer, str(source), licence="CC BY 4.0"),
        lambda: county(writer, "新区"),
        lambda: say(writer, "TRUNCATE confirmed"),
    ):
        change()
        writer.commit()
        assert reader.read() is None
        assert reader.read() == frozenset()


def test_a_county_that_goes_is_told_of_its_places(writer: Connection, reader: Reader) -> None:
    number, elsewhere = enter_one(writer, at=Point(50, 50)), place(writer)
    county(writer, "去", Point(50, 50))
    counties.assign_counties(writer)
    writer.commit()
    reader.read()
    say(writer, "DELETE FROM county WHERE code = '230100'")
    writer.commit()
    told = reader.read()
    assert told is not None
    assert number in told
    assert elsewhere not in told


def test_many_counties_renamed_are_told_once(writer: Connection) -> None:
    say(
        writer,
        "INSERT INTO county (code, name, source, area, centre) SELECT 'n' || n, 'n', 'tests', "
        "ST_Multi(ST_Buffer('SRID=4326;POINT(0 0)'::geometry, 1, 1)), 'POINT(0 0)' FROM generate_series(1, 50) AS n",
    )
    before = say(writer, "SELECT count(*) FROM outbox")[0][0]
    say(writer, "UPDATE county SET name = 'renamed' WHERE code LIKE 'n%'")
    assert say(writer, "SELECT count(*) - %s FROM outbox", before) == [(1,)]


@pytest.mark.parametrize(("number", "everything"), [(10_000, False), (10_001, True)])
def test_more_than_ten_thousand_places_are_everything(
    writer: Connection,
    reader: Reader,
    number: int,
    everything: bool,  # noqa: FBT001
) -> None:
    enter_source(writer, "many")
    act_as(writer, "tests")
    say(
        writer,
        "INSERT INTO station (source, source_id, kind, name, location) SELECT 'many', format('%%s/%%s', %s, n), "
        "'station', 'n', 'POINT(1 1)' FROM generate_series(1, %s) AS n",
        number,
        number,
    )
    writer.commit()
    told = reader.read()
    assert (told is None) == everything
    assert told is None or len(told) == number
