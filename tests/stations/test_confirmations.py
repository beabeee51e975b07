"""“Still right”, once a device, place, fact and day."""

from datetime import date, timedelta

from psycopg2.extensions import connection as Connection

import stations
from stations.confirmations import confirm
from stations.freshness import Fact
from tests.make import enter_one

TODAY = date(2026, 11, 21)


def dates(store: Connection, number: int) -> tuple[date | None, date | None, date | None]:
    place = stations.station(store, number)
    return place.verified_at, place.hours_verified_at, place.services_verified_at


def test_a_confirmation_renews_its_fact_and_that_the_place_is_there(store: Connection) -> None:
    number, bystander = enter_one(store, hours_verified_at=date(2025, 1, 1)), enter_one(store)
    assert confirm(store, number, Fact.HOURS, voter=b"a", day=TODAY) is True
    assert dates(store, number) == (TODAY, TODAY, None)
    assert dates(store, bystander) == (None, None, None)


def test_the_same_device_counts_once_a_day_and_fact(store: Connection) -> None:
    number = enter_one(store)
    assert confirm(store, number, Fact.HOURS, voter=b"a", day=TODAY) is True
    assert confirm(store, number, Fact.HOURS, voter=b"a", day=TODAY) is False
    assert confirm(store, number, Fact.SERVICES, voter=b"a", day=TODAY) is True


def test_an_older_confirmation_takes_nothing_back(store: Connection) -> None:
    number = enter_one(store, verified_at=TODAY)
    confirm(store, number, Fact.EXISTENCE, voter=b"a", day=TODAY - timedelta(days=30))
    assert dates(store, number)[0] == TODAY


def test_a_confirmation_is_no_new_version_of_the_record(store: Connection) -> None:
    number = enter_one(store)
    confirm(store, number, Fact.HOURS, voter=b"a", day=TODAY)
    assert stations.station(store, number).version == 1
