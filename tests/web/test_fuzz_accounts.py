"""Made-up requests to the desk's API: as a manager with things of the own branch, signed out, and after revocation."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from psycopg2.extensions import connection as Connection
from schemathesis import GenerationMode

from tests import people
from tests.people import value
from tests.web.asked import ASKED
from tests.web.branches import World, world
from tests.web.made_up import asking
from web.openapi import OPERATIONS, Operation

GUARDED = [one for one in OPERATIONS if one.guarded]
OFTEN = settings(
    max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def named(one: Any) -> str:
    return f"{one.method} {one.path}" if isinstance(one, Operation) else ""


def number(made: World, operation: Operation) -> str:
    """The number of the branch's own thing that the address is about."""
    rule = f"/api/v1{operation.path}".replace("{", "<").replace("}", ">")
    return ASKED[operation.method.upper(), rule].path("<id>", made.own)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("operation", GUARDED, ids=named)
def test_a_manager_meets_only_documented_answers_and_nothing_forbidden_is_taken(
    visit: FlaskClient, store: Connection, operation: Operation, mode: GenerationMode
) -> None:
    made = world(store, visit)
    account = people.account(store, "manager", made.own.unit)
    headers = {"Authorization": f"Bearer {people.session(store, account)}", "Accept-Encoding": "identity"}
    store.commit()
    asked = asking(visit, operation)
    documented = {int(status) for status in asked.definition.raw["responses"]} | {404, 405}

    @OFTEN
    @given(case=asked.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if "id" in case.path_parameters and mode is GenerationMode.POSITIVE:
            case.path_parameters["id"] = number(made, operation)
        with made.undone():
            answer = case.call(headers=headers)
            told = f"{case.formatted_path} {case.query} {case.body!r}: {answer.status_code} {answer.content[:500]!r}"
            assert answer.status_code in documented, told
            if mode is GenerationMode.NEGATIVE and operation.body and operation.method != "get":
                assert answer.status_code >= 400 or _is_right(case), told

    ask()


def _is_right(case: Any) -> bool:
    """Tell whether what should be wrong is only so where nobody looks: in a header that another one replaces."""
    wrong = {
        str(getattr(where, "value", where))
        for where, how in case.meta.components.items()
        if how.mode.is_negative
    }
    return bool(wrong) and wrong <= {"header", "cookie", "headers", "cookies"}


@pytest.mark.parametrize("operation", GUARDED, ids=named)
def test_nobody_and_somebody_whose_session_ended_are_told_to_sign_in(
    visit: FlaskClient, store: Connection, operation: Operation
) -> None:
    made = world(store, visit)
    secret = people.session(store, people.account(store, "operator"))
    value(store, "UPDATE session SET revoked_at = now() WHERE expires_at > now()")
    store.commit()
    asked = asking(visit, operation)

    @settings(OFTEN, max_examples=2)
    @given(case=asked.as_strategy())
    def ask(case: Any) -> None:
        case.headers = {}
        if "id" in case.path_parameters:
            case.path_parameters["id"] = number(made, operation)
        for headers in ({}, {"Authorization": f"Bearer {secret}"}):
            answer = case.call(headers=headers)
            assert answer.status_code == 401, f"{case.formatted_path}: {answer.status_code} {answer.text}"

    before = made.digest()
    ask()
    assert made.digest() == before
