"""Made-up requests to the desk's places, right and wrong, as a manager: no 5xx, and only what the document says."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from psycopg2.extensions import connection as Connection
from schemathesis import GenerationMode

from tests import people
from tests.make import enter_one
from tests.people import value
from tests.web.made_up import asking
from web.operation import Operation
from web.operations import places

# Why a request is refused that keeps to its schema.
BEYOND_SCHEMAS = (
    "comes together", "stands alone", "lies in the future", "was not understood", "before it begins", "'details'",
    "'closures'", "these closures", "of the years",
)  # fmt: skip


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", places.OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_made_up_requests_find_no_failure(
    visit: FlaskClient, store: Connection, operation: Operation, mode: GenerationMode
) -> None:
    unit = people.unit(store)
    place = enter_one(store, services=("wifi",))
    people.keep(store, place, unit)
    bearer = {"Authorization": f"Bearer {people.token(store, people.account(store, 'manager', unit))}"}
    asked = asking(visit, operation)
    documented = {int(status) for status in asked.definition.raw["responses"]}

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = str(place)
        version = value(store, "SELECT version FROM station WHERE id = %s", place)
        tag = {"If-Match": f'"{version}"'} if mode is GenerationMode.POSITIVE else {}
        answer = case.call(headers={"Accept-Encoding": "identity", **bearer, **tag})
        assert answer.status_code in documented | {404, 405}, f"{case.body!r}: {answer.text}"
        if mode is GenerationMode.POSITIVE and answer.status_code not in (200, 201, 409):
            assert any(words in answer.text for words in BEYOND_SCHEMAS), (
                f"{case.query} {case.body!r}: {answer.text}"
            )

    if mode is GenerationMode.NEGATIVE and operation.path == "/manage/stations/{id}":
        pytest.skip("nothing of this operation can be wrong but its id")
    ask()
