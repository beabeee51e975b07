"""Commits reach the atlas, whatever happens to the store, the picture or the follower in between."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection

from stations.atlas import following as module
from stations.atlas.atlas import Atlas
from stations.atlas.drawing import Entry, draw
from stations.atlas.following import Follower
from stations.atlas.layer import Layer
from stations.atlas.picture import Picture
from stations.database import act_as, at_one_moment, connect, copy_out
from stations.hours import CHINA
from stations.lookup import Question, nearest
from stations.outbox import changes
from stations.point import Point
from stations.station import Status
from stations.vocabulary import vocabulary
from tests.databases import own_database
from tests.make import HERE, enter, enter_one, record
from tests.stations.atlas.followed import following, until


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """The address of a migrated database of the test's own."""
    with own_database(database_url, "waystation_followed") as made:
        yield made


@pytest.fixture
def writer(url: str) -> Iterator[Connection]:
    connection = connect(url)
    yield connection
    connection.close()


def rename(writer: Connection, number: int, name: str) -> None:
    act_as(writer, "test")
    with writer.cursor() as cursor:
        cursor.execute("UPDATE station SET name = %s WHERE id = %s", (name, number))
    writer.commit()


def names(follower: Follower) -> list[str]:
    """What the atlas finds nearest, or nothing before there is one."""
    atlas = follower.atlas
    return [] if atlas is None else [one.station.name for one in atlas.located(Question(HERE, limit=100))]


def test_a_commit_is_laid_over_the_picture_and_a_closed_place_is_gone(
    url: str, writer: Connection, tmp_path: Path
) -> None:
    enter(writer, record(HERE, name="甲"), record(Point(126.63, 45.77), name="乙"))
    writer.commit()
    with following(url, tmp_path / "p.atlas") as follower:
        until(lambda: names(follower) == ["甲", "乙"])
        atlas = follower.atlas
        assert atlas is not None
        assert len(atlas.layers) == 1
        ids = sorted(atlas.layers[0].picture["ids"].tolist())
        rename(writer, ids[1], "新乙")
        until(lambda: names(follower) == ["甲", "新乙"])
        act_as(writer, "test")
        with writer.cursor() as cursor:
            cursor.execute("UPDATE station SET status = 'closed' WHERE id = %s", (ids[0],))
        writer.commit()
        until(lambda: names(follower) == ["新乙"])
        enter_one(writer, HERE, name="丙")
        writer.commit()
        until(lambda: names(follower) == ["丙", "新乙"])


def test_the_picture_answers_before_the_store_does(url: str, writer: Connection, tmp_path: Path) -> None:
    enter_one(writer, HERE, name="甲")
    writer.commit()
    path = tmp_path / "p.atlas"
    with following(url, path) as follower:
        until(lambda: names(follower) == ["甲"])
    with following("host=127.0.0.1 port=1", path) as follower:
        assert names(follower) == ["甲"]
        assert follower.reference is not None
        assert "wifi" in follower.reference.words.services
        until(lambda: not follower.connected)


def test_a_picture_of_another_store_is_not_believed(url: str, writer: Connection, tmp_path: Path) -> None:
    enter_one(writer, HERE, name="甲")
    writer.commit()
    path = tmp_path / "p.atlas"
    with following(url, path) as follower:
        until(lambda: names(follower) == ["甲"])
    with writer.cursor() as cursor:
        cursor.execute("UPDATE store_mark SET mark = gen_random_uuid()")
        cursor.execute("ALTER TABLE station DISABLE TRIGGER amended_places_are_told")
        act_as(writer, "test")
        cursor.execute("UPDATE station SET name = '乙'")
    writer.commit()
    with following(url, path) as follower:
        until(lambda: names(follower) == ["乙"])


def test_half_a_picture_is_drawn_anew(url: str, writer: Connection, tmp_path: Path) -> None:
    enter_one(writer, HERE, name="甲")
    writer.commit()
    path = tmp_path / "p.atlas"
    with following(url, path) as follower:
        until(lambda: names(follower) == ["甲"])
    path.write_bytes(path.read_bytes()[:-100])
    with following(url, path) as follower:
        until(lambda: names(follower) == ["甲"])


def test_a_lost_connection_is_made_again_and_nothing_is_missed(
    url: str, writer: Connection, tmp_path: Path
) -> None:
    number = enter_one(writer, HERE, name="甲")
    writer.commit()
    with following(url, tmp_path / "p.atlas") as follower:
        until(lambda: names(follower) == ["甲"])
        for name in ("乙", "丙", "丁"):
            with writer.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            rename(writer, number, name)
            until(lambda name=name: names(follower) == [name])


def test_much_change_makes_a_fresh_picture(
    url: str, writer: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_OVER", 5)
    monkeypatch.setattr(module, "DRAW_AGAIN_S", 0.0)
    enter(writer, *[record(HERE, name=f"{nth}") for nth in range(20)])
    writer.commit()
    path = tmp_path / "p.atlas"
    with following(url, path) as follower:
        until(lambda: len(names(follower)) == 20)
        with writer.cursor() as cursor:
            act_as(writer, "test")
            cursor.execute("UPDATE station SET name = '新' || name")
        writer.commit()
        until(lambda: all(name.startswith("新") for name in names(follower)))
        until(lambda: follower.atlas is not None and len(follower.atlas.layers) == 1)
        assert len(Picture.open(path)) == 20
        assert len(names(follower)) == 20


def test_a_suspension_that_is_over_by_midnight_ends_without_a_commit(
    url: str, writer: Connection, tmp_path: Path
) -> None:
    today = datetime.now(CHINA).date()
    number = enter_one(writer, HERE, status="suspended", status_until=today - timedelta(days=1))
    writer.commit()
    follower = Follower(url, tmp_path / "p.atlas", lambda: pytest.fail("nothing is drawn here"))
    follower.atlas = yesterdays(writer, today)
    assert follower.atlas.spot(number).station.status is Status.SUSPENDED
    follower.look(writer)
    assert follower.atlas.spot(number).station.status is Status.OPEN


def yesterdays(connection: Connection, today: date) -> Atlas:
    """The atlas as it was when yesterday's suspensions still held."""
    words = vocabulary(connection)
    connection.commit()
    with at_one_moment(connection):
        position = changes(connection, None).position
        lines = [
            line.replace("\topen\t", "\tsuspended\t") for line in copy_out(connection, "shown", {"ids": None})
        ]
    picture = draw(map(Entry.of, lines), kinds=list(words.kinds), services=list(words.services))
    as_of = datetime(today.year, today.month, today.day, tzinfo=CHINA) - timedelta(minutes=1)
    return Atlas((Layer(picture),), as_of.astimezone(UTC), str(position))


def test_after_many_commits_of_all_sorts_atlas_and_store_say_the_same(
    url: str, writer: Connection, tmp_path: Path
) -> None:
    chance = random.Random(5)
    places = [Point(126.6 + chance.random() / 10, 45.7 + chance.random() / 10) for _ in range(60)]
    enter(writer, *[record(at, name=f"{nth}") for nth, at in enumerate(places)])
    writer.commit()
    with following(url, tmp_path / "p.atlas") as follower:
        until(lambda: len(names(follower)) == 60)
        with writer.cursor() as cursor:
            cursor.execute("SELECT id FROM station")
            ids = [row[0] for row in cursor.fetchall()]
            for turn in range(200):
                act_as(writer, "test")
                number = chance.choice(ids)
                change = chance.choice(
                    [
                        "name = name || '.'",
                        "status = CASE status WHEN 'open' THEN 'closed' ELSE 'open' END",
                        "location = ST_Project(location, 500, 1)::geography",
                        "services = '{wifi}'",
                    ]
                )
                cursor.execute(f"UPDATE station SET {change} WHERE id = %s", (number,))
                if turn % 7 == 0:
                    cursor.execute(
                        "INSERT INTO confirmed (station_id, existence) VALUES (%s, current_date)"
                        " ON CONFLICT (station_id) DO UPDATE SET existence = excluded.existence",
                        (number,),
                    )
                (writer.rollback if turn % 11 == 0 else writer.commit)()
        for here in places[:20]:
            asked = Question(here, limit=100)
            until(lambda asked=asked: follower.atlas.located(asked) == nearest(writer, asked))  # type: ignore[union-attr]


def test_a_place_with_a_new_word_comes_with_the_next_picture(
    url: str, writer: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DRAW_AGAIN_S", 0.0)
    monkeypatch.setattr(module, "REFERENCE_S", 0.0)
    enter_one(writer, HERE, name="甲")
    writer.commit()
    with following(url, tmp_path / "p.atlas") as follower:
        until(lambda: names(follower) == ["甲"])
        with writer.cursor() as cursor:
            cursor.execute(
                "INSERT INTO service (code, name_zh, name_en, rank) VALUES ('sauna', '桑拿', 'Sauna', 99)"
            )
        enter_one(writer, HERE, name="乙", services=("sauna",))
        writer.commit()
        until(lambda: names(follower) == ["甲", "乙"])
        assert follower.atlas is not None
        assert follower.atlas.wanted(services=("sauna",)) is not None


def test_a_fresh_picture_takes_nobody_back_in_time(url: str, writer: Connection, tmp_path: Path) -> None:
    number = enter_one(writer, HERE, name="甲")
    writer.commit()
    path = tmp_path / "p.atlas"
    with following(url, path) as follower:
        until(lambda: names(follower) == ["甲"])
    old = path.read_bytes()
    follower = Follower(url, path, lambda: pytest.fail("nothing is drawn here"))
    follower._take_picture()
    rename(writer, number, "乙")
    follower.look(writer)
    assert names(follower) == ["乙"]
    path.write_bytes(old)
    follower._take_picture()
    assert names(follower) == ["乙"]
    follower.look(writer)
    assert names(follower) == ["乙"]


def test_a_follower_that_stumbles_goes_on(
    url: str, writer: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_one(writer, HERE, name="甲")
    writer.commit()
    stumbles = iter([RuntimeError("no reason"), ZeroDivisionError()])

    def stumbling(self: Follower, connection: Connection) -> None:
        for error in stumbles:
            raise error
        look(self, connection)

    look = Follower.look
    monkeypatch.setattr(Follower, "look", stumbling)
    with following(url, tmp_path / "p.atlas") as follower:
        until(lambda: names(follower) == ["甲"])
