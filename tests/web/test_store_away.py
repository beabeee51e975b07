"""The database away and back: told as such, and nothing to be done by hand."""

from collections.abc import Iterator

import psycopg2
import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.settings import Settings
from tests.conftest import Clock, Drawn, visitor_of
from tests.make import enter_one
from web import create_app

HERE = "/api/v1/nearest?lon=126.62&lat=45.77"


@pytest.fixture
def visitor(database_url: str) -> Iterator[FlaskClient]:
    """A visitor of an application with connections of its own."""
    app = create_app(Settings(database_url=database_url, secret_key="a secret of the tests"))
    yield app.test_client()
    app.extensions["store"].drop_idle()


def end_connections(database_url: str) -> None:
    """End every other connection, as a restart of the database does."""
    connection = psycopg2.connect(database_url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'waystation' AND pid <> pg_backend_pid()"
        )
    connection.close()


def test_a_lost_connection_is_a_503_and_the_next_request_has_a_new_one(
    visitor: FlaskClient, database_url: str
) -> None:
    assert visitor.get(HERE).status_code == 200
    end_connections(database_url)
    lost = visitor.get(HERE)
    assert (lost.status_code, lost.content_type) == (503, "application/problem+json")
    assert lost.headers["Retry-After"] == "5"
    assert visitor.get(HERE).status_code == 200


@pytest.mark.parametrize("path", [HERE, "/readyz"])
def test_a_database_that_is_not_there_is_a_503(path: str) -> None:
    app = create_app(Settings(database_url="host=127.0.0.1 port=1", secret_key="a secret of the tests"))
    answer = app.test_client().get(path)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "127.0.0.1" not in answer.text


def test_people_are_told_in_words(visitor: FlaskClient, database_url: str) -> None:
    visitor.get("/")
    end_connections(database_url)
    answer = visitor.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "暂时连不上" in answer.text


class KeptOnly:
    """A source whose store is away: it has what it had."""

    connected = False

    def __init__(self, connection: Connection) -> None:
        before = Drawn(connection)
        self.atlas, self.reference = before.atlas, before.reference


@pytest.fixture
def kept(store: Connection, clock: Clock) -> FlaskClient:
    """A visitor while the store is away, of a place with hours."""
    enter_one(store, name="还在", hours="24小时")
    return visitor_of(store, clock, atlas=True, source=KeptOnly(store))


@pytest.mark.parametrize(
    "path",
    [
        HERE,
        f"{HERE}&service=wifi&open=now",
        f"{HERE}&datum=gcj02&lang=en",
        "/api/v1/stations?bbox=126,45,127,46",
        "/api/v1/search?q=huanzai",
        "/api/v1/tiles/12/3489/1463.json",
        "/api/v1/tiles/5/27/11.mvt",
        "/api/v1/vocabulary",
        "/api/v1/counties",
        "/",
        "/?lon=126.62&lat=45.77&open=now",
        "/readyz",
        "/metrics",
    ],
)
def test_lookups_go_on_while_the_store_is_away(kept: FlaskClient, path: str) -> None:
    assert kept.get(path).status_code == 200


def test_the_age_of_what_is_shown_is_told(kept: FlaskClient) -> None:
    assert "暂时连不上，下面是" in kept.get("/?lon=126.62&lat=45.77").text
    told = kept.get("/readyz").get_json()
    assert (told["database"], told["atlas"]["ready"], told["atlas"]["places"] > 0) == ("away", True, True)
    assert told["atlas"]["age_s"] >= 0


def test_one_place_is_shown_and_a_vote_is_asked_to_come_again(kept: FlaskClient) -> None:
    found = kept.get(HERE).get_json()["features"][0]["id"]
    assert "还在" in kept.get(f"/stations/{found}").text
    assert kept.get(f"/api/v1/stations/{found}").status_code == 200
    vote = kept.post(f"/api/v1/stations/{found}/ratings", json={"stars": 4}, headers={"Idempotency-Key": "k"})
    assert (vote.status_code, vote.headers["Retry-After"]) == (503, "5")
    assert kept.get("/api/v1/stations/999999999").status_code == 503
