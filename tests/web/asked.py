"""For each address of the desk one request that is right, so that a refusal of it means that one may not."""

import io
from typing import Any, NamedTuple

from tests.web.branches import Branch

CSV = "编号,名称,经度,纬度\n1,新驿站,126.6,45.7\n".encode()
NOTE = {"reason": "重复", "text": "谢谢"}
POINT = {"code": "sign", "name_zh": "有标识"}


class Asked(NamedTuple):
    """A request: which thing of the branch `id` names, and what is sent.

    `proves` tells whether all who may get it done by this alone, `whole_store` whether only who acts everywhere may,
    `unit_is_named` whether the body names a unit, `tells_nothing` whether a refusal looks like success.
    """

    thing: str = ""
    sent: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    proves: bool = True
    whole_store: bool = False
    unit_is_named: bool = False
    tells_nothing: bool = False

    def path(self, rule: str, branch: Branch) -> str:
        """Fill the address in."""
        number = {"held": f"r{branch.held}"}.get(self.thing, str(getattr(branch, self.thing, "")))
        path = rule.replace("<id>", number).replace("<version>", "3").replace("<to>", "en")
        path = path.replace("<any(disable, enable):what>", "disable").replace("<what>", "coverage")
        return path.replace("<act>", {"ticket": "seen", "rating": "answer"}.get(self.thing, ""))

    def body(self, branch: Branch) -> dict[str, Any]:
        """Fill the body in: names of things become their numbers, and files are opened anew."""
        return {name: _filled(part, branch) for name, part in self.sent.items()}


def _filled(part: Any, branch: Branch) -> Any:
    if isinstance(part, dict):
        return {name: _filled(inner, branch) for name, inner in part.items()}
    if isinstance(part, list):
        return [_filled(inner, branch) for inner in part]
    if part == "FILE":
        return io.BytesIO(CSV), "名单.csv"
    if isinstance(part, str) and part.startswith("$"):
        return getattr(branch, part[1:])
    return part


def form(thing: str = "", /, **fields: Any) -> Asked:
    """A form of a page."""
    return Asked(thing, {"data": fields})


def body(thing: str = "", /, **fields: Any) -> Asked:
    """A body in JSON."""
    return Asked(thing, {"json": fields})


STATION = Asked("station")
SELF = Asked(proves=False)  # about the asker's own account: a password or a code is asked for as well
DEFINED = {"name_zh": "新六有", "points": [POINT]}

ASKED: dict[tuple[str, str], Asked] = {
    ("GET", "/account"): Asked(),
    ("POST", "/account/password"): SELF,
    ("GET", "/account/second-factor"): Asked(),
    ("POST", "/account/second-factor"): SELF,
    ("POST", "/account/second-factor/remove"): SELF,
    ("POST", "/account/sessions/<id>/end"): Asked("session", proves=False, tells_nothing=True),
    ("POST", "/account/sessions/end"): SELF,
    ("POST", "/account/tokens"): SELF,
    ("POST", "/account/tokens/<id>/revoke"): Asked("token", proves=False),
    ("POST", "/logout"): SELF,
    ("GET", "/api/v1/session"): Asked(),
    ("DELETE", "/api/v1/session"): SELF,
    ("GET", "/api/v1/tokens"): Asked(),
    ("POST", "/api/v1/tokens"): Asked("", {"json": {"name": "t", "scopes": ["read"]}}, proves=False),
    ("DELETE", "/api/v1/tokens/<id>"): Asked("token", proves=False),
    ("GET", "/api/v1/units"): Asked(),
    ("POST", "/api/v1/units"): body(level="street", name="新街道", parent="$unit")._replace(
        unit_is_named=True
    ),
    ("GET", "/api/v1/accounts"): Asked(),
    ("POST", "/api/v1/accounts"): body(
        name="newcomer", shown_name="新人", role="manager", unit_id="$unit"
    )._replace(unit_is_named=True),
    ("PATCH", "/api/v1/accounts/<id>"): body("account", shown_name="改名"),
    ("POST", "/api/v1/accounts/<id>/link"): Asked("account"),
    ("GET", "/manage/accounts"): Asked(),
    ("POST", "/manage/accounts"): form(
        name="newcomer", shown_name="新人", role="manager", unit="$unit"
    )._replace(unit_is_named=True),
    ("POST", "/manage/accounts/units"): form(level="street", unit_name="新街道", unit="$unit")._replace(
        unit_is_named=True
    ),
    ("POST", "/manage/accounts/<id>/link"): Asked("account"),
    ("POST", "/manage/accounts/<id>/<any(disable, enable):what>"): Asked("account"),
    ("POST", "/manage/accounts/<id>/end"): Asked("account"),
    ("GET", "/manage"): Asked(),
    ("GET", "/api/v1/hours"): Asked("", {"query_string": {"text": "8:00-20:00"}}),
    ("GET", "/api/v1/manage/stations"): Asked(),
    ("GET", "/api/v1/manage/stations/<id>"): STATION,
    ("PATCH", "/api/v1/stations/<id>"): Asked(
        "station", {"json": {"phone": "9"}, "headers": {"If-Match": '"3"'}}
    ),
    ("POST", "/api/v1/manage/stations/<id>/out"): body("station", service="wifi"),
    ("DELETE", "/api/v1/manage/stations/<id>/out"): Asked("station", {"query_string": {"service": "wifi"}}),
    ("GET", "/manage/stations/<id>"): STATION,
    ("GET", "/manage/stations/<id>/about"): STATION,
    ("POST", "/manage/stations/<id>/about"): form("station", version="3", phone="3"),
    ("POST", "/manage/stations/<id>/back"): form("station", service="wifi"),
    ("POST", "/manage/stations/<id>/close"): form(
        "station", version="3", **{"from": "today", "back": "unknown"}
    ),
    ("POST", "/manage/stations/<id>/confirm"): form("station", version="3"),
    ("GET", "/manage/stations/<id>/hours"): STATION,
    ("POST", "/manage/stations/<id>/hours"): form("station", version="3", text="9:00-17:00"),
    ("POST", "/manage/stations/<id>/merge"): form("station", version="3", patch='{"phone": "4"}'),
    ("POST", "/manage/stations/<id>/out"): form("station", service="wifi"),
    ("GET", "/manage/stations/<id>/pin"): STATION,
    ("POST", "/manage/stations/<id>/pin"): form(
        "station", version="3", lon="126.6201", lat="45.7701", sure="yes"
    ),
    ("POST", "/manage/stations/<id>/reopen"): form("station", version="3"),
    ("POST", "/manage/stations/<id>/services"): form("station", version="3", services="wifi"),
    ("POST", "/manage/stations/<id>/stock"): form("station", version="3", stock="20"),
    ("GET", "/api/v1/stations/<id>/history"): STATION,
    ("GET", "/manage/stations/<id>/history"): STATION,
    ("POST", "/api/v1/stations/<id>/history/<version>/undo"): body("station"),
    ("POST", "/manage/stations/<id>/history/<version>/undo"): STATION,
    ("GET", "/manage/tickets"): Asked(),
    ("POST", "/manage/tickets/<id>/<act>"): Asked("ticket"),
    ("GET", "/api/v1/tickets"): Asked(),
    ("GET", "/api/v1/tickets/<id>"): Asked("ticket"),
    ("PATCH", "/api/v1/tickets/<id>"): body("ticket", state="mended"),
    ("PUT", "/api/v1/tickets/<id>/answer"): body("ticket", text="已补水"),
    ("GET", "/api/v1/held"): Asked(),
    ("PATCH", "/api/v1/held/<id>"): body("held", counted=True),
    ("POST", "/manage/held/<id>"): form("held", counted="yes"),
    ("GET", "/api/v1/manage/ratings"): Asked(),
    ("GET", "/manage/ratings"): Asked(),
    ("POST", "/manage/ratings/<id>/<act>"): form("rating", reason="谢谢"),
    ("GET", "/api/v1/manage/ratings/<id>"): Asked("rating"),
    ("PUT", "/api/v1/manage/ratings/<id>/answer"): body("rating", text="谢谢"),
    ("PUT", "/api/v1/manage/ratings/<id>/hiding"): body("rating", reason="广告"),
    ("DELETE", "/api/v1/manage/ratings/<id>/hiding"): Asked("rating", proves=False),
    ("PUT", "/api/v1/manage/ratings/<id>/question"): body("rating", reason="请看"),
    ("PUT", "/api/v1/manage/ratings/<id>/ruling"): Asked(
        "rating", {"json": {"abuse": True, "reason": "刷分"}}, proves=False
    ),
    ("GET", "/api/v1/listed-words"): Asked(whole_store=True),
    ("POST", "/api/v1/listed-words"): Asked("", {"json": {"word": "坏词"}}, whole_store=True),
    ("DELETE", "/api/v1/listed-words"): Asked(
        "", {"query_string": {"word": "坏词"}}, proves=False, whole_store=True
    ),
    ("GET", "/manage/imports"): Asked(),
    ("POST", "/manage/imports"): form(file="FILE"),
    ("GET", "/manage/imports/<id>"): Asked("list"),
    ("POST", "/manage/imports/<id>/apply"): Asked("list"),
    ("POST", "/manage/imports/<id>/discard"): Asked("list"),
    ("POST", "/manage/imports/<id>/undo"): Asked("applied"),
    ("POST", "/manage/imports/exports"): form(form="csv"),
    ("POST", "/manage/imports/exports/<id>/discard"): Asked("export", proves=False),
    ("POST", "/api/v1/imports"): form(file="FILE"),
    ("GET", "/api/v1/imports"): Asked(),
    ("GET", "/api/v1/imports/<id>"): Asked("list"),
    ("DELETE", "/api/v1/imports/<id>"): Asked("list"),
    ("POST", "/api/v1/imports/<id>/apply"): body("list"),
    ("POST", "/api/v1/imports/<id>/undo"): Asked("applied"),
    ("POST", "/api/v1/exports"): body(form="csv"),
    ("GET", "/api/v1/exports"): Asked(),
    ("GET", "/api/v1/exports/<id>"): Asked("export", proves=False),
    ("DELETE", "/api/v1/exports/<id>"): Asked("export", proves=False),
    ("GET", "/api/v1/exports/<id>/file"): Asked("export", proves=False),
    ("GET", "/manage/grades"): Asked(),
    ("GET", "/manage/grades/new"): Asked(),
    ("POST", "/manage/grades/new"): Asked("", {"data": {"unit": "$unit"}}, proves=False),
    ("GET", "/manage/grades/<id>"): Asked("grade"),
    ("GET", "/manage/grades/<id>/edit"): Asked("grade"),
    ("POST", "/manage/grades/<id>/edit"): Asked("grade", {"data": {"version": "1", "more": "1"}}),
    ("POST", "/manage/grades/<id>/retire"): form("grade", version="1"),
    ("GET", "/api/v1/manage/grades"): Asked(),
    ("POST", "/api/v1/manage/grades"): body(unit="$unit", **DEFINED)._replace(unit_is_named=True),
    ("GET", "/api/v1/manage/grades/<id>"): Asked("grade"),
    ("GET", "/api/v1/manage/grades/<id>/places"): Asked("grade"),
    ("PUT", "/api/v1/manage/grades/<id>"): Asked("grade", {"json": DEFINED, "headers": {"If-Match": '"1"'}}),
    ("DELETE", "/api/v1/manage/grades/<id>"): Asked("grade", {"headers": {"If-Match": '"1"'}}),
    ("GET", "/manage/stations/<id>/grades"): STATION,
    ("POST", "/manage/stations/<id>/grades"): form("station", grade="$grade", code="sign", met="yes"),
    ("POST", "/manage/stations/<id>/awards"): form(
        "station", name="最美", given_by="省总工会", given_on="2026-05-01"
    ),
    ("GET", "/api/v1/stations/<id>/grades"): STATION,
    ("POST", "/api/v1/stations/<id>/grades"): body("station", grade="$grade", code="sign"),
    ("POST", "/api/v1/stations/<id>/awards"): body(
        "station", name="最美", given_by="省总工会", given_on="2026-05-01"
    ),
    ("DELETE", "/api/v1/stations/<id>/awards"): Asked("station", {"query_string": {"award": "$award"}}),
    ("GET", "/manage/plates"): Asked(),
    ("GET", "/api/v1/manage/plates.pdf"): Asked(proves=False),
    ("GET", "/api/v1/stations/<id>/plate.svg"): Asked("station", proves=False),
    ("GET", "/api/v1/stations/<id>/plate.pdf"): Asked("station", proves=False),
    ("GET", "/plan"): Asked(),
    ("GET", "/plan/data"): Asked(),
    ("GET", "/plan/new/<what>"): Asked(),
    ("POST", "/plan/new/<what>"): form(demand="骑手", standard="min:15", hours="always"),
    ("GET", "/plan/beside"): Asked(
        "", {"query_string": {"one": "$plan", "other": "$plan"}}, unit_is_named=True
    ),
    ("GET", "/plan/<id>"): Asked("plan"),
    ("GET", "/plan/<id>/progress"): Asked("plan"),
    ("GET", "/plan/<id>/map"): Asked("plan"),
    ("POST", "/plan/<id>/stop"): Asked("waiting"),
    ("POST", "/plan/<id>/again"): Asked("plan"),
    ("POST", "/plan/<id>/discard"): Asked("plan"),
    ("POST", "/plan/<id>/files"): form("plan", form="csv"),
    ("GET", "/api/v1/plans"): Asked(),
    ("POST", "/api/v1/plans"): body(what="coverage", options={"demand": "骑手", "within": 500}),
    ("GET", "/api/v1/plans/<id>"): Asked("plan"),
    ("DELETE", "/api/v1/plans/<id>"): Asked("plan"),
    ("POST", "/api/v1/plans/<id>/stop"): Asked("waiting"),
    ("POST", "/api/v1/plans/<id>/again"): Asked("plan"),
    ("GET", "/api/v1/plans/<id>/layer"): Asked("plan", {"query_string": {"name": "areas"}}),
    ("GET", "/api/v1/plans/<id>/report"): Asked("plan"),
    ("GET", "/api/v1/plans/<id>/map"): Asked("plan"),
    ("POST", "/api/v1/plans/<id>/files"): body("plan", form="gpkg"),
    ("GET", "/api/v1/planning-data"): Asked(),
}
