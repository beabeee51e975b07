"""The OpenAPI document says what the code does, and a fuzz of it finds no 5xx."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from psycopg2.extensions import connection as Connection
from pydantic import BaseModel
from schemathesis import GenerationMode

from tests.make import enter, enter_one, record
from tests.people import account, session
from tests.web.made_up import asking
from web import shapes
from web.openapi import OPERATIONS, Operation
from web.params import NearestQuery, NoQuery

UNDOCUMENTED = {"/api/v1/openapi.json", "/api/v1/docs"}
# Why a request is refused that keeps to its schema.
BEYOND_SCHEMAS = (
    "lies above north",
    "comes together",
    "stands alone",
    "there is no county",
    "lies in the future",
    "cannot be taken back",
    "comes only with",
    "say what is broken",
)
# What keeps to its schema and cannot succeed: names nobody has, things that are not there.
IN_VAIN = {
    "/session": {401},
    "/accounts/{id}": {400, 404},
    "/accounts/{id}/link": {404},
    "/tokens/{id}": {404},
}


@pytest.fixture
def document(visit: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = visit.get("/api/v1/openapi.json").get_json()
    return found


def test_every_address_under_api_is_documented_and_every_documented_one_is_there(
    visit: FlaskClient, document: dict[str, Any]
) -> None:
    routes = {
        (re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in visit.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule not in UNDOCUMENTED
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == routes


def test_documented_parameters_are_those_that_are_read(document: dict[str, Any]) -> None:
    told = {one["name"]: one for one in document["paths"]["/api/v1/nearest"]["get"]["parameters"]}
    assert set(told) == set(NearestQuery.model_fields)
    assert {name for name, one in told.items() if one["required"]} == {"lon", "lat"}
    assert told["limit"]["schema"] == {"default": 10, "minimum": 1, "type": "integer"}
    assert "water_point" in told["kind"]["schema"]["items"]["enum"]


def test_answers_have_the_documented_shape(visit: FlaskClient, store: Connection) -> None:
    place = enter_one(store, county_stated="道里区", status="suspended", status_reason="检修")
    enter(store, record(), record())
    rated = visit.post(
        f"/api/v1/stations/{place}/ratings",
        json={"stars": 4, "comment": "好"},
        headers={"Idempotency-Key": "k"},
    )
    shapes.Rated.model_validate_json(rated.data)
    confirmed = visit.post(
        f"/api/v1/stations/{place}/confirmations", json={"fact": "hours"}, headers={"Idempotency-Key": "c"}
    )
    shapes.Confirmed.model_validate_json(confirmed.data)
    told = visit.post(
        f"/api/v1/stations/{place}/faults", json={"what": "no_water"}, headers={"Idempotency-Key": "f"}
    )
    assert shapes.Told.model_validate_json(told.data).reports
    mended = visit.post(
        f"/api/v1/stations/{place}/mended", json={"what": "moved"}, headers={"Idempotency-Key": "m"}
    )
    shapes.Told.model_validate_json(mended.data)
    asked: dict[str, type[BaseModel]] = {
        "/nearest?lon=126.6&lat=45.7": shapes.Nearest,
        "/nearest?lon=126.6&lat=45.7&kind=retreat": shapes.Nearest,
        "/stations?bbox=126,45,127,46&limit=1": shapes.Page,
        f"/stations/{place}": shapes.WholeFeature,
        f"/stations/{place}/ratings": shapes.Ratings,
        f"/stations/{place}/faults": shapes.Faults,
        "/search?q=%E9%A9%BF%E7%AB%99&lon=126.6&lat=45.7": shapes.Matches,
        "/tiles/3/6/2.json": shapes.Tile,
        "/tiles/14/13954/5852.json": shapes.Tile,
        "/counties": shapes.Counties,
        "/area?lon=126.6&lat=45.7": shapes.Area,
        "/outlines?bbox=126,45,127,46": shapes.Outlines,
        "/vocabulary": shapes.Vocabulary,
        "/stations/0": shapes.Problem,
    }
    for address, shape in asked.items():
        shape.model_validate_json(visit.get(f"/api/v1{address}").data)
    many = visit.post("/api/v1/nearest", json={"points": [[126.6, 45.7], [0, 0]]})
    shapes.Many.model_validate_json(many.data)
    taken_back = visit.delete(f"/api/v1/stations/{place}/faults?what=no_water")
    assert not shapes.Condition.model_validate_json(taken_back.data).reports
    shapes.WithdrawnRating.model_validate_json(visit.delete(f"/api/v1/stations/{place}/ratings").data)
    told_otherwise = {
        shapes.Rated,
        shapes.Confirmed,
        shapes.Told,
        shapes.Condition,
        shapes.WithdrawnRating,
        shapes.Many,
        shapes.VectorTile,
    }
    assert set(asked.values()) | told_otherwise >= {
        shape
        for one in OPERATIONS
        if not (one.guarded or one.path == "/session")
        for shape in one.answers.values()
    }


def test_the_page_reads_the_document_to_a_person(visit: FlaskClient) -> None:
    page = visit.get("/api/v1/docs").text
    for operation in OPERATIONS:
        assert f"/api/v1{operation.path}" in page


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_a_fuzz_of_the_document_finds_no_failure(
    visit_memory: FlaskClient,
    store: Connection,
    operation: Operation,
    mode: GenerationMode,
) -> None:
    """Made-up requests, right and wrong: no 5xx, only documented statuses, and the right ones are accepted."""
    if mode is GenerationMode.NEGATIVE and operation.query is NoQuery and operation.body is None:
        pytest.skip("nothing of this operation can be wrong")
    place = enter_one(store, services=("wifi",))
    headers = {"Accept-Encoding": "identity"}
    if operation.guarded:
        headers["Authorization"] = f"Bearer {session(store, account(store, 'operator'))}"
    store.commit()
    asked = asking(visit_memory, operation)

    @settings(
        max_examples=15 if operation.guarded else 60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if "{z}" in operation.path and mode is GenerationMode.POSITIVE:
            case.path_parameters |= {"x": 0, "y": 0}
        if "id" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["id"] = str(place)
        answer = case.call(headers=headers)
        documented = {int(status) for status in asked.definition.raw["responses"]}
        # An empty id or one with a slash is another address.
        assert answer.status_code in documented | {404, 405}, (
            f"{case.formatted_path} {case.query}: {answer.text}"
        )
        # Made-up units and tickets are not there; that the right ones are found is told by test_rights.py.
        if mode is GenerationMode.POSITIVE and not operation.guarded:
            untold = any(words in answer.text for words in BEYOND_SCHEMAS)
            fine = {200, 201, 409, 422, 429} | IN_VAIN.get(operation.path, set())
            assert untold or answer.status_code in fine, f"{case.query}: {answer.text}"

    ask()
