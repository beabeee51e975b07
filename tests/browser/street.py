"""A town at noon, with a locked door and a tap that is dry: the servers on which all states of the page are met."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from psycopg2.extensions import connection as Connection

from stations import faults
from stations.atlas.following import Follower
from stations.database import connect, transaction
from stations.faults import Device, Fault, What
from stations.hours import CHINA
from stations.lookup import Question, nearest
from stations.point import Point
from stations.sample import load_if_empty
from stations.settings import Settings
from tests.browser.conftest import served
from tests.browser.states import DRY, LOCKED
from tests.databases import own_database
from tests.stations.atlas.followed import following, until
from web import create_app

NOON = datetime(2026, 11, 20, 12, 30, tzinfo=CHINA)
CORNER = Point(126.6205, 45.7702)
SECRET = "a secret of the tests"


class Away:
    """What a worker knows while its store is away."""

    connected = False

    def __init__(self, follower: Follower) -> None:
        self.atlas, self.reference = follower.atlas, follower.reference


@dataclass(frozen=True)
class Street:
    """Addresses: of a server, of one whose pages are an app, and of one whose store is away."""

    server: str
    app: str
    away: str


@contextmanager
def street(database_url: str, folder: Path) -> Iterator[Street]:
    """Serve the sample at noon in three ways."""
    with own_database(database_url, "street") as url, ExitStack() as open_still:
        with closing(connect(url)) as connection, transaction(connection):
            load_if_empty(connection)
        with closing(connect(url)) as connection, transaction(connection):
            places = [one.station.id for one in nearest(connection, Question(CORNER, limit=20))]
            tell(connection, Fault(places[LOCKED], What.DOOR_LOCKED), devices=2, minutes_ago=20)
            tell(connection, Fault(places[DRY], What.NO_WATER), devices=1, minutes_ago=65)
        follower = open_still.enter_context(following(url, folder / "places.atlas"))
        until(lambda: follower.atlas)
        present = Settings(database_url=url, secret_key=SECRET, app=False)
        ways = {
            "server": (present, follower),
            "app": (replace(present, app=True), follower),
            "away": (present, Away(follower)),
        }
        yield Street(
            **{
                name: open_still.enter_context(
                    contextmanager(served)(create_app(settings, source=source, clock=lambda: NOON))
                )
                for name, (settings, source) in ways.items()
            }
        )


def tell(connection: Connection, fault: Fault, *, devices: int, minutes_ago: int) -> None:
    """Report a fault by some devices, one minute after the other."""
    for nth in range(devices):
        at = NOON - timedelta(minutes=minutes_ago + devices - 1 - nth)
        faults.report(connection, fault, Device(SECRET, f"device {nth}"), at=at, now=at)
