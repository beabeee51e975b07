"""The verbs of those who mend and judge, called as a person calls them, on a store of their own."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import pytest
from psycopg2.extensions import connection as Connection

import stations
from scripts.main import main
from stations import faults, ratings
from stations.database import connect, transaction
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from tests.databases import own_database
from tests.make import enter_one

NOON = datetime(2026, 11, 21, 12, tzinfo=CHINA)


@pytest.fixture(scope="module")
def store_url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_faults") as url:
        yield url


@pytest.fixture
def writer(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", store_url)
    with closing(connect(store_url)) as connection:
        yield connection


def place_of(writer: Connection, name: str) -> int:
    with transaction(writer):
        return enter_one(writer, name=name, county_stated="道里区", operator="总工会", services=("wifi",))


def say(writer: Connection, fault: Fault, name: str, *, held: str | None = None) -> None:
    with transaction(writer):
        faults.report(writer, fault, Device("secret", name), at=NOON, now=NOON, held=held)


def test_what_is_reported_is_listed_a_locked_door_first(
    writer: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    dry, locked = place_of(writer, "甲街驿站"), place_of(writer, "乙街驿站")
    say(writer, Fault(dry, What.BROKEN, "wifi"), "a")
    for name in "ab":
        say(writer, Fault(locked, What.DOOR_LOCKED), name)
    for _ in range(2):  # looking is not having seen
        assert main(["faults"]) == 0
        told = capsys.readouterr().out
        assert told.startswith("Not seen by a manager yet: 2\n  11-21 12:00  broken wifi  甲街驿站")
        assert told.index("door_locked  2") < told.index("broken wifi  1")
        assert "道里区" in told
        assert "2 faults of 2 places" in told
    assert main(["faults", "--station", str(dry)]) == 0
    assert "乙街驿站" not in capsys.readouterr().out


def test_a_manager_says_what_is_mended(writer: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    place = place_of(writer, "丙街驿站")
    say(writer, Fault(place, What.BROKEN, "wifi"), "a")
    assert stations.station(writer, place).services_out == ("wifi",)
    writer.commit()
    assert main(["faults", "--mended", str(place), "broken", "wifi"]) == 0
    assert capsys.readouterr().out == f"丙街驿站 ({place}): broken wifi is mended; its reports are ended.\n"
    assert stations.station(writer, place).services == ("wifi",)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--mended", "1"], 2, "say what is mended"),
        (["door_locked"], 2, "say what is mended"),
        (["--mended", "1", "ugly"], 2, "is none of door_locked"),
        (["--mended", "1", "broken"], 2, "name the service"),
        (["--mended", "1", "closed", "wifi"], 2, "name the service"),
        (["--mended", "1", "broken", "nonsense"], 2, "no service of this store"),
        (["--mended", "999999", "closed"], 1, "there is no station"),
    ],
)
@pytest.mark.usefixtures("writer")
def test_what_is_crooked_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    assert main(["faults", *arguments]) == status
    assert said in " ".join(capsys.readouterr().err.split())


def test_what_waits_is_counted_or_dropped(writer: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    place = place_of(writer, "丁街驿站")
    locked, dry = Fault(place, What.DOOR_LOCKED), Fault(place, What.NO_WATER)
    for name in "ab":
        say(writer, locked, name, held="burst")
    say(writer, dry, "a")
    with transaction(writer):
        faults.mend(writer, dry, at=NOON, by="courier", held="too_fast")
        for name, held in (("a", "burst"), ("b", "burst"), ("c", None)):
            voter = ratings.voter("secret", name, place, NOON.date())
            ratings.rate(
                writer, place, voter=voter, day=NOON.date(), stars=1, comment="假", at=NOON, held=held
            )
    assert [one.what for one in stations.station(writer, place).reports] == ["no_water"]
    assert ratings.summary(writer, place).count == 1
    writer.commit()
    assert main(["held"]) == 0
    told = capsys.readouterr().out
    ids = [line.split()[0] for line in told.splitlines() if "丁街驿站" in line]
    assert sorted(one[0] for one in ids) == ["f", "f", "m", "r", "r"]
    by = {letter: [one for one in ids if one[0] == letter] for letter in "fmr"}
    assert main(["held", "--count", by["f"][0], "--count", by["f"][1], "--count", by["m"][0]]) == 0
    assert main(["held", "--count", by["r"][0], "--drop", by["r"][1]]) == 0
    assert "Nothing waits." in capsys.readouterr().out
    assert [(one.people, one.held) for one in faults.open_faults(writer, place)] == [(2, 0)]
    found = stations.station(writer, place)
    assert [(one.what, one.count) for one in found.reports] == [("door_locked", 2)]
    assert (found.votes, sum(ratings.spread(writer, place).values())) == (2, 2)
    assert len(ratings.recent(writer, place)) == 2
    for gone in (by["r"][0], by["r"][1], "x1", "r", "f-1", "r99999999999999999999"):
        assert main(["held", "--count", gone]) == 1
        assert "nothing waits under" in capsys.readouterr().err
