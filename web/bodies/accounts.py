"""JSON bodies and queries about units, accounts, sessions and tokens."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from stations.acting import Role, Scope
from stations.own import MOST_DAYS
from stations.units import Level
from web.bodies import Body
from web.params import Query

MOST_ID = 2**63 - 1


def _line(most: int) -> Any:
    """A line of text that begins with a sign one can see, and holds no other kind."""
    return Field(pattern=rf"^[!-~\u00a1-\u02ff\u4e00-\u9fff][^\x00-\x1f\x7f-\x9f]{{0,{most - 1}}}$")


def _number(value: Any) -> Any:
    """JSON's own numbers only: neither true nor a text of digits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is a whole number")  # noqa: TRY004 - what pydantic turns into a refusal
    return value


def _once(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    return tuple(dict.fromkeys(scopes))


UnitId = Annotated[int, Field(ge=1, le=MOST_ID, description="The id of a unit."), BeforeValidator(_number)]
ShownName = Annotated[str, _line(60)]


class SessionBody(Body):
    """Who signs in."""

    name: Annotated[str, Field(max_length=200, description="The account's name.")]
    password: Annotated[str, Field(max_length=1000)]
    code: (
        Annotated[str, Field(max_length=20, description="Of the second factor, where there is one.")] | None
    ) = None


class UnitBody(Body):
    """A new unit."""

    level: Level
    name: Annotated[str, _line(100)]
    parent: Annotated[
        UnitId | None, Field(description="The unit above; null: none, for operators of all.")
    ] = None
    county_code: Annotated[str, _line(12)] | None = None


class AccountBody(Body):
    """A new account."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._@-]{2,63}$", description="What it signs in by.")]
    shown_name: ShownName
    role: Role
    unit_id: Annotated[
        UnitId | None, Field(description="Where it acts; null: everywhere, operators only.")
    ] = None


class AccountChange(Body):
    """What is to change about an account; what is left out stays."""

    shown_name: ShownName | None = None
    role: Role | None = None
    unit_id: UnitId | None = None
    disabled: bool | None = None


class TokenBody(Body):
    """A new token."""

    name: ShownName
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(Scope)), AfterValidator(_once)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="For how long."), BeforeValidator(_number)] = (
        90
    )


class UnitsQuery(Query):
    """The query of `GET /units`."""

    below: (
        Annotated[int, Field(ge=1, le=MOST_ID, description="Only units directly below this one.")] | None
    ) = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[int, Field(ge=0, le=MOST_ID, description="`next` of the page before.")] = 0


class AccountsQuery(Query):
    """The query of `GET /accounts`."""

    below: (
        Annotated[int, Field(ge=1, le=MOST_ID, description="Only accounts of this unit's branch.")] | None
    ) = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[
        str, Field(max_length=64, pattern=r"^[a-z0-9._@-]*$", description="`next` of the page before.")
    ] = ""
