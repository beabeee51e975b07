"""The database away and back: told as such, and nothing to be done by hand."""

from collections.abc import Iterator

import psycopg2
import pytest
from flask.testing import FlaskClient

from stations.settings import Settings
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
