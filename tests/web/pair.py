"""Two counties of one city, each with a place and a manager, and nothing said yet."""

from dataclasses import dataclass

from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from tests import people
from tests.make import enter_one
from tests.web.branches import digest


@dataclass(frozen=True)
class Side:
    """A county's unit, its place and its manager."""

    unit: int
    station: int
    manager: int


@dataclass
class Pair:
    """Both, and the city above them."""

    store: Connection
    visit: FlaskClient
    own: Side
    foreign: Side
    city: int

    def digest(self) -> dict[str, str]:
        """Digest every table of the store."""
        return digest(self.store)


def pair(store: Connection, visit: FlaskClient) -> Pair:
    """Make it."""
    city = people.unit(store, "市总工会", level="city")
    sides = []
    for name in ("甲区总工会", "乙区总工会"):
        unit = people.unit(store, name, parent=city)
        station = enter_one(
            store, name=f"{name}驿站", services=("drinking_water", "wifi"), hours="8:00-20:00"
        )
        people.keep(store, station, unit)
        sides.append(Side(unit, station, people.account(store, "manager", unit)))
    return Pair(store, visit, *sides, city=city)
