"""Every page of the desk keeps nobody out: axe, room for a finger, nothing to the side, no complaint, no other host."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from scripts import work
from stations.database import as_web, connect, transaction
from stations.settings import Settings
from tests import people
from tests.browser.conftest import served
from tests.browser.desks import cookie_of
from tests.browser.looking import violations
from tests.browser.test_desk import DESKTOP, NOISE, PHONE, TARGETS
from tests.browser.test_imports import LIST
from tests.databases import own_database
from tests.make import enter_one
from web import create_app
from web.signing import COOKIE

pytestmark = pytest.mark.browser

# What answers with a file or leads elsewhere is no page; without its secret there is nothing behind a link.
NO_PAGES = {"desk.speak", "login.link"}
ROOMS = ("/manage", "/account", "/login")
GRADE = {
    "name_zh": NOISE[:60],
    "points": [
        {"code": "water", "name_zh": "有饮水", "evidence": {"by": "service", "service": "drinking_water"}},
        {"code": "sign", "name_zh": NOISE},
    ],
}


class Desk(NamedTuple):
    """A server, what to sign in with, and the ids that stand in addresses."""

    address: str
    app: Flask
    cookies: dict[str, str]
    ids: dict[str, str]


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[Desk]:
    """A branch with all that its pages can show: reports, ratings that wait, a list, a grade, what somebody wrote."""
    with own_database(database_url, "desk_states") as url:
        with closing(connect(url)) as store, transaction(store):
            city = people.unit(store, "某市总工会", level="city")
            mine = people.unit(store, "某区总工会", parent=city)
            place = enter_one(
                store, name=f"明德里驿站{NOISE}", address=NOISE, hours="8:00-20:00", kind="water_point",
                services=("drinking_water",), services_inferred=("wifi",), details={"stock": 3},
                lon=126.6502, lat=45.7901,
            )  # fmt: skip
            for one in (place, *(enter_one(store, name=f"驿站{n}") for n in range(9))):
                people.keep(store, one, mine)
            people.keep(store, enter_one(store, name="别处的驿站"), people.unit(store, "别处"))
            proofs = {
                "manager": people.session(store, people.account(store, "manager", mine)),
                "operator": people.session(store, people.account(store, "operator", city)),
            }
        app = create_app(
            Settings(database_url=url, secret_key="a secret of the tests", app=False, public_url="https://map.example.org")
        )  # fmt: skip
        for address in served(app):
            yield Desk(
                address, app, {role: cookie_of(app, proof) for role, proof in proofs.items()},
                {"id": str(place), **_filled(app, url, place, mine)},
            )  # fmt: skip


def _filled(app: Flask, url: str, place: int, unit: int) -> dict[str, str]:
    """Let couriers and the manager say what the pages show; give the ids of what came of it."""
    at = f"/api/v1/stations/{place}"
    for number, what in enumerate(
        ({"what": "door_locked", "note": NOISE}, {"what": "door_locked"}, {"what": "other"})
    ):
        sent(app, f"{at}/faults", what, f"fault{number}")
    for number, comment in enumerate((NOISE, "加微信 13812345678", "很好")):
        sent(app, f"{at}/ratings", {"stars": 2 + number, "comment": comment}, f"rating{number}")
    with closing(connect(url)) as store, transaction(store):
        token = people.token(store, people.value(store, "SELECT account_id FROM session LIMIT 1"))
    manager = app.test_client()
    asking: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"}}
    grade = manager.post("/api/v1/manage/grades", json={"unit": unit, **GRADE}, **asking)
    patch = {"closures": [{"first": "2030-01-01", "last": "2030-01-02", "reason": NOISE}]}
    asking["headers"]["If-Match"] = '"2"'
    assert manager.patch(at, json=patch, **asking).status_code == 200
    assert grade.status_code == 201, grade.text
    brought = manager.post("/api/v1/imports", data={"file": (BytesIO(LIST.encode()), "名单.csv")}, **asking)
    assert brought.status_code == 201, brought.text
    work.run(url, as_web(url), once=True)
    exported = manager.post("/api/v1/exports", json={"form": "csv"}, **asking)
    assert exported.status_code == 201, exported.text
    return {"grade": grade.get_json()["id"], "list": str(brought.get_json()["id"])}


def sent(app: Flask, path: str, body: dict[str, Any], key: str) -> None:
    """Say something as a courier whose device is new."""
    answer = app.test_client().post(path, json=body, headers={"Idempotency-Key": key * 3})
    assert answer.status_code == 201, answer.text


def pages(desk: Desk) -> list[tuple[str, str]]:
    """The address of every page of the desk, and who sees it; what needs an id gets one of what is there."""
    found = []
    for rule in desk.app.url_map.iter_rules():
        if not rule.rule.startswith(ROOMS) or "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        room = rule.endpoint.partition(".")[0]
        named = desk.ids.get({"grades": "grade", "imports": "list"}.get(room, "id"), "")
        if "/stations/" in rule.rule:
            named = desk.ids["id"]
        role = "" if room == "login" else "operator" if room == "accounts" else "manager"
        found.append((role, rule.rule.replace("<id>", named)))
    return sorted(found)


@contextmanager
def signed_in(browser: Browser, desk: Desk, role: str, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """A tab of an account, or of nobody; what the browser complains of, and what it asks of other hosts, is noted."""
    context = browser.new_context(base_url=desk.address, locale="zh-CN", reduced_motion="reduce", **options)
    if role:
        context.add_cookies([{"name": COOKIE, "value": desk.cookies[role], "url": desk.address}])
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(f"{said.text} {said.location['url']}"))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "request", lambda asked: asked.url.startswith((desk.address, "data:")) or complaints.append(asked.url)
    )
    yield tab, complaints
    context.close()


MANNERS: dict[str, dict[str, Any]] = {
    "zh": {"viewport": PHONE, "has_touch": True},
    "en": {"viewport": PHONE, "color_scheme": "dark"},
    "desktop": {"viewport": DESKTOP},
    "no script": {"viewport": PHONE, "java_script_enabled": False},
}


@pytest.mark.parametrize("manner", MANNERS)
def test_every_page_of_the_desk_keeps_nobody_out(browser: Browser, desk: Desk, manner: str) -> None:
    options = MANNERS[manner]
    wrong: dict[str, Any] = {}
    for who in ("", "manager", "operator"):
        with signed_in(browser, desk, who, **options) as (tab, complaints):
            if manner == "en":
                tab.goto("/manage/lang/en")
            for path in (path for role, path in pages(desk) if role == who):
                answer = tab.goto(path)
                assert answer is not None
                assert answer.status == 200, path
                if options.get("java_script_enabled", True):
                    found = _faults(tab, options["viewport"]["width"])
                    wrong |= {path: found} if found else {}
            wrong |= {who: complaints} if complaints else {}
    assert wrong == {}


def _faults(tab: Page, width: int) -> list[str]:
    """What keeps somebody out, with all that can be unfolded unfolded."""
    tab.wait_for_load_state("networkidle")
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    ran = ["a script ran"] if tab.title() in ("run", "1", "ran") else []
    return [*violations(tab), *tab.evaluate(TARGETS), *ran, *([f"{wide} px wide"] if wide > width else [])]


def test_every_page_of_the_desk_is_walked(desk: Desk) -> None:
    walked = pages(desk)
    assert len(walked) >= 18
    assert not [path for _, path in walked if "<" in path]
