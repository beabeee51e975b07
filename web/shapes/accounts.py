"""Units, accounts, sessions and tokens in answers."""

from typing import Annotated, Literal

from pydantic import Field

from web.shapes.forms import Day, Moment, Shape

RoleName = Literal["manager", "planner", "operator"]
ScopeName = Literal["read", "amend", "moderate", "import", "accounts", "plan"]


class Me(Shape):
    """The account that asks."""

    id: int
    name: str
    shown_name: str
    role: RoleName
    unit_id: Annotated[int | None, Field(description="null: the whole store.")]
    scopes: list[ScopeName]


class SignedIn(Shape):
    """Who is signed in, and the token that calls with the cookie send as `X-CSRF-Token`."""

    account: Me
    csrf_token: str


class SignedOff(Shape):
    """The session is over."""

    ended: Literal[True]


class Unit(Shape):
    """A union unit; `places` are those that it keeps itself."""

    id: int
    parent: int | None
    level: Literal["province", "city", "county", "street", "place"]
    name: str
    county_code: str | None
    places: int


class Units(Shape):
    """Units of the branch, each after the one above it."""

    units: list[Unit]
    next: Annotated[int | None, Field(description="`cursor` of the next page; null: there is none.")]


class Account(Shape):
    """An account of the branch."""

    id: int
    name: str
    shown_name: str
    role: RoleName
    unit_id: int | None
    unit_name: str | None
    created_at: Moment
    disabled_at: Moment | None
    has_password: bool
    has_second_factor: bool
    sessions: Annotated[int, Field(description="Where it is signed in now.")]
    seen_on: Day | None


class Accounts(Shape):
    """Accounts of the branch, by name."""

    accounts: list[Account]
    next: Annotated[str | None, Field(description="`cursor` of the next page; null: there is none.")]


class OneTimeLink(Shape):
    """A link by which the account's password can be set once; it is told now and never again."""

    link: str
    expires_at: Moment


class Token(Shape):
    """A token for a program."""

    id: int
    name: str
    scopes: list[ScopeName]
    created_at: Moment
    expires_at: Moment
    used_on: Day | None


class Tokens(Shape):
    """The own tokens that are good, the newest first."""

    tokens: list[Token]


class NewToken(Shape):
    """A token with its secret, which is told now and never again."""

    token: Token
    secret: str


class RevokedToken(Shape):
    """The token is over."""

    revoked: Literal[True]
