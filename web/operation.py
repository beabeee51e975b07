"""One way to ask the API, and what every document about it says."""

from typing import Any, NamedTuple

from pydantic import BaseModel

from stations.acting import Scope
from web import params
from web.answers import GEOJSON, JSON

ID = {
    "name": "id", "in": "path", "required": True, "description": "The id.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
}  # fmt: skip


VERSION = {
    "name": "version", "in": "path", "required": True, "description": "The number of a version.",
    "schema": {"type": "string", "pattern": "^[0-9]{1,9}$"},
}  # fmt: skip


HELD = {
    "name": "id", "in": "path", "required": True, "description": "What waits: r, f or m and a number.",
    "schema": {"type": "string", "pattern": "^[rfm][0-9]{1,18}$"},
}  # fmt: skip


TILE = [
    {
        "name": name, "in": "path", "required": True, "description": what,
        "schema": {"type": "integer", "minimum": 0, "maximum": most},
    }
    for name, what, most in (
        ("z", "Zoom.", 20), ("x", "Column, from the west.", 2**20 - 1), ("y", "Row, from the north.", 2**20 - 1)
    )
]  # fmt: skip


CSRF = {
    "name": "X-CSRF-Token", "in": "header", "required": False,
    "description": "With the cookie, not with a token: `csrf_token` of `GET /api/v1/session`.",
    "schema": {"type": "string"},
}  # fmt: skip


IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True,
    "description": "The ETag of the version that the change is made to.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}  # fmt: skip


KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "A new random text, a UUID say, with each vote; sent again with the same body it counts once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}  # fmt: skip


WHY = {
    400: "A parameter, header or field is unknown or wrong: `parameter` names it.",
    401: "Nobody is signed in, or the token or the sign-in is over.",
    403: "The account may not do this, or not here; or a call with the cookie came without `X-CSRF-Token`.",
    404: "There is no such thing, or it is not yours to see.",
    409: "It does not fit how things are: the detail says why. Or the first request with this key has not ended.",
    412: "It was changed since the version of `If-Match`.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The key was used for another request.",
    428: "`If-Match` is missing: say which version is to be changed.",
    429: "Too many; wait.",
    503: "The database does not answer, or the places are not in memory yet; try again shortly.",
}


class Operation(NamedTuple):
    """One way to ask."""

    path: str
    method: str
    summary: str
    query: type[params.Query]
    answers: dict[int, type[BaseModel]]
    media: str = GEOJSON
    body: type[BaseModel] | None = None
    votes: bool = False
    scope: Scope | None = None
    signed_in: bool = False
    refuses: tuple[int, ...] = ()
    stale: type[BaseModel] | None = None
    body_media: str = JSON

    @property
    def guarded(self) -> bool:
        """Whether an account is needed: one with a scope, or any."""
        return self.signed_in or self.scope is not None

    @property
    def in_path(self) -> list[dict[str, Any]]:
        """The parameters of its path."""
        found = [ID] if "{id}" in self.path else TILE if "{z}" in self.path else []
        found = [HELD] if self.path == "/held/{id}" else found
        return [*found, VERSION] if "{version}" in self.path else found

    @property
    def refusals(self) -> list[int]:
        """The statuses of its problems."""
        written = ([413, 415] if self.body else []) + ([409, 422] if self.votes and self.body else [])
        written += [429] if self.votes else []
        written += [401, 403] if self.guarded else []
        written += [404] if self.in_path else []
        return [400, *sorted({*written, *self.refuses}), 503]
