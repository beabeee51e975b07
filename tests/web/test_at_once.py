"""The same word sent many times at once over HTTP counts once: real connections, real commits."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.database import connect, transaction
from stations.settings import Settings
from tests.databases import own_database
from tests.make import enter_one
from web import create_app

SENT = 12


@pytest.fixture(scope="module")
def url(database_url: str) -> Iterator[str]:
    """A database that what is committed here may stay in."""
    with own_database(database_url, "waystation_at_once") as made:
        yield made


@pytest.fixture
def place(url: str) -> int:
    connection = connect(url)
    with transaction(connection):
        found = enter_one(connection, services=("wifi",))
    connection.close()
    return found


@pytest.fixture
def app(url: str) -> Iterator[Flask]:
    made = create_app(Settings(secret_key="a secret of the tests", database_url=url, atlas=False))
    yield made
    made.extensions["store"].drop_idle()


def at_once(clients: list[FlaskClient], address: str, body: dict[str, object], keys: list[str]) -> list[int]:
    """Send a word by all clients, as nearly at once as threads can; who is told to wait sends it again."""
    barrier, codes = threading.Barrier(len(clients), timeout=60), list[int]()

    def send(client: FlaskClient, key: str) -> None:
        barrier.wait()
        while True:
            answer = client.post(address, json=body, headers={"Idempotency-Key": key})
            if answer.status_code not in {409, 503}:
                break
        codes.append(answer.status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, keys, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.parametrize(
    ("what", "body"), [("ratings", {"stars": 5}), ("faults", {"what": "broken", "service": "wifi"})]
)
def test_one_key_counts_once_and_all_get_its_answer(
    app: Flask, place: int, what: str, body: dict[str, object]
) -> None:
    clients = [app.test_client() for _ in range(SENT)]
    codes = at_once(clients, f"/api/v1/stations/{place}/{what}", body, [str(uuid.uuid4())] * SENT)
    assert codes == [201] * SENT
    told = clients[0].get(f"/api/v1/stations/{place}").get_json()["properties"]
    assert told["rating"]["count"] == (1 if what == "ratings" else 0)
    assert [one["count"] for one in told["reports"]] == ([1] if what == "faults" else [])


def test_one_device_that_taps_often_is_one_also_under_keys_of_their_own(app: Flask, place: int) -> None:
    first = app.test_client()
    address = f"/api/v1/stations/{place}"
    first.post(f"{address}/ratings", json={"stars": 3}, headers={"Idempotency-Key": str(uuid.uuid4())})
    cookie = first.get_cookie("device", path="/api/")
    assert cookie is not None
    clients = [app.test_client() for _ in range(SENT)]
    for client in clients:
        client.set_cookie("device", cookie.value, path="/api/")
    keys = [str(uuid.uuid4()) for _ in clients]
    assert sorted(at_once(clients, f"{address}/faults", {"what": "door_locked"}, keys)) == [200] * (
        SENT - 1
    ) + [201]
    assert set(at_once(clients, f"{address}/ratings", {"stars": 4}, [f"r{key}" for key in keys])) == {200}
    told = first.get(address).get_json()["properties"]
    assert (told["reports"], told["rating"]["count"]) == ([], 1)
