"""“Still right”: what people who are there confirm, one a device, place, fact and day."""

from datetime import date

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.freshness import Fact


def confirm(connection: Connection, station_id: int, fact: Fact, *, voter: bytes, day: date) -> bool:
    """Count a confirmation and renew the fact's date; tell whether it is this voter's first of the day."""
    values = {"station_id": station_id, "fact": fact.value, "voter": voter, "day": day}
    return bool(run(connection, "confirm", values)[0]["first"])
