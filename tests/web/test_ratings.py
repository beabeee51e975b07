"""Rating over HTTP."""

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection
from werkzeug.test import TestResponse

from tests.make import enter_one


def rate(visit: FlaskClient, place: object, body: object, key: str | None = "k") -> TestResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    return visit.post(f"/api/v1/stations/{place}/ratings", json=body, headers=headers)


def test_a_vote_is_counted_and_shown(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    answer = rate(visit, place, {"stars": 5, "comment": "水热"})
    assert answer.status_code == 201
    assert answer.get_json()["rating"] == {"score": 3.64, "count": 1}
    shown = visit.get(f"/api/v1/stations/{place}/ratings").get_json()
    assert shown["rating"] == {"score": 3.64, "count": 1}
    assert shown["spread"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 1}
    assert shown["ratings"][0]["comment"] == "水热"
    assert visit.get(f"/api/v1/stations/{place}").get_json()["properties"]["rating"] == {
        "score": 3.64,
        "count": 1,
    }


def test_the_same_key_and_body_give_the_first_answer_again(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    first, again = rate(visit, place, {"stars": 5}), rate(visit, place, {"stars": 5})
    assert (again.status_code, again.data) == (201, first.data)
    assert visit.get(f"/api/v1/stations/{place}/ratings").get_json()["rating"]["count"] == 1


def test_the_same_key_with_another_body_or_place_is_refused(visit: FlaskClient, store: Connection) -> None:
    place, other = enter_one(store), enter_one(store)
    rate(visit, place, {"stars": 5})
    assert rate(visit, place, {"stars": 4}).status_code == 422
    assert rate(visit, other, {"stars": 5}).status_code == 422


def test_the_same_device_replaces_its_vote_of_the_day(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    assert rate(visit, place, {"stars": 5}, "1").status_code == 201
    replaced = rate(visit, place, {"stars": 1}, "2")
    assert (replaced.status_code, replaced.get_json()["rating"]["count"]) == (200, 1)


def test_another_device_is_another_voter(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    rate(visit, place, {"stars": 5}, "1")
    visit.delete_cookie("device", path="/api/")
    assert rate(visit, place, {"stars": 5}, "2").get_json()["rating"]["count"] == 2


def test_a_forged_device_is_a_new_one_with_a_new_cookie(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store)
    visit.set_cookie("device", "anyone.forged", path="/api/")
    answer = rate(visit, place, {"stars": 5})
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 201
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "forged" not in cookie


def test_a_vote_without_a_key_is_refused(visit: FlaskClient, store: Connection) -> None:
    answer = rate(visit, enter_one(store), {"stars": 5}, None)
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, "Idempotency-Key")


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "stars"),
        ({"stars": 0}, "stars"),
        ({"stars": 6}, "stars"),
        ({"stars": 4.5}, "stars"),
        ({"stars": "5"}, "stars"),
        ({"stars": True}, "stars"),
        ({"stars": None}, "stars"),
        ({"stars": 5, "comment": "长" * 501}, "comment"),
        ({"stars": 5, "comment": "a\u0000b"}, "comment"),
        ({"stars": 5, "comment": 1}, "comment"),
        ({"stars": 5, "author": "x"}, "author"),
        ([], "body"),
    ],
)
def test_a_wrong_body_is_named(visit: FlaskClient, store: Connection, body: object, parameter: str) -> None:
    answer = rate(visit, enter_one(store), body)
    assert (answer.status_code, answer.get_json(force=True)["parameter"]) == (400, parameter)


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff", b'{"stars":5,"comment":"\\ud800"}', b"[" * 5000])
def test_a_body_that_is_no_json_is_refused(visit: FlaskClient, store: Connection, sent: bytes) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = visit.post(f"/api/v1/stations/{enter_one(store)}/ratings", data=sent, headers=headers)
    assert answer.status_code == 400


def test_a_body_of_another_type_or_size_is_refused(visit: FlaskClient, store: Connection) -> None:
    address, headers = f"/api/v1/stations/{enter_one(store)}/ratings", {"Idempotency-Key": "k"}
    assert visit.post(address, data="stars=5", headers=headers).status_code == 415
    assert visit.post(address, data={"stars": "5"}, headers=headers).status_code == 415
    large = b'{"stars":5,"comment":"' + b" " * 70_000 + b'"}'
    assert (
        visit.post(address, data=large, headers=headers, content_type="application/json").status_code == 413
    )


@pytest.mark.parametrize(("status", "code"), [("closed", 409), ("planned", 409), ("suspended", 201)])
def test_only_places_that_people_can_visit_are_rated(
    visit: FlaskClient, store: Connection, status: str, code: int
) -> None:
    assert rate(visit, enter_one(store, status=status), {"stars": 5}).status_code == code


def test_a_place_that_is_not_there_cannot_be_rated(visit: FlaskClient) -> None:
    assert rate(visit, 999_999, {"stars": 5}).status_code == 404


def test_a_script_that_drops_its_cookie_does_not_get_far_but_a_shift_does(
    visit: FlaskClient, store: Connection
) -> None:
    place, codes = enter_one(store), []
    for number in range(301):
        visit.delete_cookie("device", path="/api/")
        codes.append(rate(visit, place, {"stars": 5}, str(number)).status_code)
    assert codes == [201] * 300 + [429]
    refused = rate(visit, place, {"stars": 5}, "last")
    assert (refused.content_type, refused.headers["Retry-After"]) == ("application/problem+json", "600")


@pytest.mark.parametrize(
    ("address", "codes"),
    [("2001:db8:0:7::{}", {404, 429}), ("2001:db8:0:{}::1", {404}), ("::ffff:10.0.7.{}", {404}), ("10.0.7.{}", {404})],
)  # fmt: skip
def test_all_addresses_of_one_line_are_one_writer(
    visit: FlaskClient, store: Connection, address: str, codes: set[int]
) -> None:
    enter_one(store)
    asked = {
        visit.post(
            "/api/v1/stations/999999/ratings",
            json={"stars": 5},
            headers={"Idempotency-Key": str(number)},
            environ_base={"REMOTE_ADDR": address.format(number % 250)},
        ).status_code
        for number in range(301)
    }
    assert asked == codes
