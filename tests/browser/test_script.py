"""Script in every text field that people write, looked at on every page in a real browser: none of it runs."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page
from psycopg2.extensions import connection as Connection

from scripts import work
from stations.atlas.following import Follower
from stations.database import as_web, connect, transaction
from stations.settings import Settings
from tests import people
from tests.browser.conftest import served
from tests.databases import own_database
from tests.make import enter_one
from tests.people import value
from tests.stations.atlas.followed import following, until
from tests.web.asked import ASKED
from tests.web.branches import Branch, branch
from web import create_app
from web.rights import PUBLIC
from web.signing import COOKIE

pytestmark = pytest.mark.browser

SAID = "\"'><img src=x onerror=ran()>"  # 29 signs: it goes into the shortest field
MORE = SAID + "</script><script>ran()</script><svg onload=ran()>{{ 7*7 }}javascript:ran()"
SHORT, LONG = SAID, f"javascript:ran();{MORE}"
# What is no page: files, pictures, streams, and addresses that answer to programs.
NO_PAGE = ("/api/", "/metrics", "/healthz", "/readyz", "/assets", "/tiles", "/worker.js", "/manifest", "/static",
           ".svg", ".pdf", "/openapi.json", "/mainland.json", "/file")  # fmt: skip
# Where one is asked for it, and whatever else says what was asked.
ASKED_WITH = (
    "/?q={0}",
    "/?lon={0}&lat=1",
    "/?county={0}&service={0}&kind={0}",
    "/list?q={0}",
    "/list?county={0}&page={0}",
    "/text?q={0}",
    "/{0}",
    "/stations/{0}",
    "/login?next={0}",
    "/login?next=javascript:ran()",
    "/login/link/{0}",
    "/manage?need={0}",
    "/manage?q={0}",
    "/manage?unit={0}",
    "/manage/tickets?state={0}",
    "/manage/tickets?cursor={0}",
    "/manage/ratings?show={0}",
    "/manage/accounts?after={0}",
    "/manage/plates?unit={0}",
    "/manage/grades?unit={0}",
    "/manage/grades/{0}",
    "/manage/imports/{0}",
    "/?lang={0}",
    "/?{0}={0}",
    "/docs?{0}",
    "/manage/stations/{0}",
    "/manage?lang={0}",
)
# Looks for what would be an element of theirs, and for a link that is script.
THEIRS = """() => [
    ...document.querySelectorAll('img[src="x"], svg[onload], [onerror], [onload]'),
    ...[...document.querySelectorAll('a[href], form[action], [formaction]')].filter((one) =>
        ['href', 'action', 'formaction'].some((name) => /^\\s*javascript:/i.test(one.getAttribute(name) || ''))),
    ...[...document.scripts].filter((one) => one.text.includes('ran()') && !/json/.test(one.type)),
].map((one) => one.outerHTML.slice(0, 200))"""


@dataclass
class Office:
    """A server, an account that sees everything, and one of each thing."""

    address: str
    app: Any
    proof: str
    thing: Branch
    list: int


@pytest.fixture(scope="module")
def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with own_database(database_url, "script") as url:
        with closing(connect(url)) as store, transaction(store):
            city = people.unit(store, SHORT, level="city")
            thing = branch(store, SAID, city)
            _say_it_everywhere(store, thing)
            proof = people.session(store, people.account(store, "operator"))
            value(store, "UPDATE account SET shown_name = %s", SHORT)
        settings = Settings(
            database_url=url, secret_key="a secret of the tests", app=False, public_url="https://a.test"
        )
        with following(url, tmp_path_factory.mktemp("atlas") / "places.atlas") as follower:
            until(lambda: follower.atlas)
            yield from _open(settings, follower, proof, thing)


def _open(settings: Settings, follower: Follower, proof: str, thing: Branch) -> Iterator[Office]:
    """Serve it, with a list that says it too."""
    app, url = create_app(settings, source=follower), settings.database_url or ""
    brought = app.test_client()
    answer = brought.post(
        "/api/v1/imports", headers={"Authorization": f"Bearer {proof}"},
        data={"file": (io.BytesIO(_list()), "<img src=x onerror=ran()>.csv")},
    )  # fmt: skip
    assert answer.status_code in (201, 202), answer.text
    work.run(url, as_web(url), once=True)
    for address in served(app):
        yield Office(address, app, proof, thing, answer.json["id"])


def _list() -> bytes:
    cell = '"' + LONG.replace('"', '""') + '"'
    rows = [f"{cell},{cell},{cell},126.{6200 + n},45.77,{cell},{cell},{cell},{cell},{cell}" for n in range(3)]
    rows.append(f"{cell},{cell},{cell},{cell},{cell},{cell},{cell},{cell},{cell},{cell}")
    return ("编号,名称,地址,经度,纬度,开放时间,电话,服务,备注," + cell + "\n" + "\n".join(rows)).encode()


STATEMENTS = (
    r"""UPDATE source SET licence = %(long)s""",
    r"""UPDATE station SET unit_id = %(unit)s, name = %(long)s, name_en = %(long)s, address = %(long)s,
       phone = %(short)s, operator = %(long)s, entry_hint = %(long)s, hours = NULL, hours_text = %(long)s,
       county_stated = %(long)s, status = CASE id WHEN %(near)s THEN 'suspended' ELSE 'open' END,
       status_reason = %(long)s, hours_exceptions = '2027 Feb 05-2027 Feb 12 off "' || replace(%(short)s,
       '"', '') || '"', details = jsonb_build_object('brand', %(long)s::text, 'x', %(long)s::text, 'stock',
       3)""",
    r"""UPDATE unit SET name = %(short)s || id WHERE id = %(unit)s""",
    r"""UPDATE grade SET name_zh = %(short)s, name_en = %(short)s, source = %(long)s, points = %(points)s""",
    r"""INSERT INTO grade_confirmation (grade_id, station_id, code, met, note, said_by) VALUES (%(grade)s,
       %(station)s, 'sign', true, %(long)s, %(short)s)""",
    r"""INSERT INTO award (station_id, name, given_by, given_on, noted_by) SELECT %(station)s,
       left(%(short)s, 100), left(%(short)s, 100), '2026-05-01', %(short)s""",
    r"""INSERT INTO fault (station_id, what, service, day, voter, reporter, note) VALUES (%(station)s,
       'other', NULL, current_date, '7', 7, %(short)s), (%(station)s, 'door_locked', NULL, current_date,
       '8', 8, %(short)s)""",
    r"""SELECT move_ticket(id, 'refused', %(long)s), answer_ticket(id, %(long)s) FROM ticket WHERE what =
       'no_water'""",
    r"""SELECT answer_ticket(id, %(long)s) FROM ticket WHERE what = 'other'""",
    r"""UPDATE rating SET comment = %(long)s""",
    r"""INSERT INTO rating (station_id, day, voter, stars, comment) SELECT %(station)s, current_date,
       n::text::bytea, 2, %(long)s || CASE n WHEN 41 THEN '加微信 abcdef1' ELSE '' END FROM
       generate_series(40, 43) AS n""",
    r"""SELECT hide_comment(id, %(long)s) FROM rating WHERE voter = '43'::bytea""",
    r"""SELECT answer_rating(%(rating)s, %(long)s), ask_above(%(rating)s, %(long)s)""",
    r"""SELECT rule_abuse(id, true, %(long)s) FROM rating WHERE voter = '42'::bytea""",
    r"""SELECT change_word(%(short)s, true)""",
    r"""UPDATE job SET file_name = %(short)s, asked_by = %(short)s""",
    r"""UPDATE import SET file_name = %(long)s, imported_by = %(long)s""",
    r"""UPDATE api_token SET name = %(short)s""",
    r"""INSERT INTO finding (station_id, what, detail) VALUES (%(station)s, 'x', %(long)s)""",
    r"""SELECT note_act('add_unit', %(station)s, NULL, jsonb_build_object('name', %(long)s::text))""",
)


def _say_it_everywhere(store: Connection, thing: Branch) -> None:
    """Put it wherever people may write."""
    say = {
        "short": SHORT,
        "long": LONG,
        "station": thing.station,
        "grade": thing.grade,
        "rating": thing.rating,
    }
    say |= {"points": json.dumps([{"code": "sign", "name_zh": SHORT, "name_en": SHORT, "evidence": None}])}
    say |= {"near": enter_one(store, name=LONG, address=LONG, kind="water_point"), "unit": thing.unit}
    for one in STATEMENTS:
        value(store, "SELECT set_config('waystation.actor', %s, true)", SHORT)
        with store.cursor() as cursor:
            cursor.execute(one, say)


@pytest.fixture
def tab(browser: Browser, office: Office) -> Iterator[Page]:
    """A tab of somebody who sees all, that fails when a script of theirs runs, or our policy stops one."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    assert serializer is not None
    context = browser.new_context(
        base_url=office.address, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    cookie = str(serializer.dumps({"proof": office.proof}))
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": office.address}])
    page = context.new_page()
    complaints: list[str] = []
    page.expose_function("ran", lambda: complaints.append(f"ran on {page.url}"))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("dialog", lambda asked: complaints.append(f"{page.url}: {asked.message}") or asked.dismiss())
    page.on(
        "request",
        lambda asked: (
            asked.url.startswith((office.address, "data:", "blob:")) or complaints.append(asked.url)
        ),
    )
    yield page
    context.close()
    assert [one for one in complaints if "the server responded with a status of 4" not in one] == []


def pages(office: Office) -> list[str]:
    """Every page that there is, each of a thing that says it."""
    rules = {
        rule.rule: rule for rule in office.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not any(part in rule.rule for part in NO_PAGE)
    }  # fmt: skip
    found = [ASKED["GET", rule].path(rule, office.thing) for rule in rules if ("GET", rule) in ASKED]
    open_to_all = [
        rule for rule, made in rules.items() if made.endpoint.partition(".")[0] in PUBLIC | {"login"}
    ]
    found += [
        rule.replace("<id>", str(office.thing.station)) for rule in open_to_all if ("GET", rule) not in ASKED
    ]
    near = "lon=126.62&lat=45.77"
    parts = [
        f"/?{near}",
        f"/?{near}&lang=en",
        f"/?{near}&part=panel",
        f"/list?{near}",
        f"/text?{near}",
        f"/manage/imports/{office.list}",
    ]
    card = f"/stations/{office.thing.station}"
    return [
        *found,
        *parts,
        f"{card}?part=card",
        f"{card}?lang=en",
        *(f"/manage?need={one}" for one in ("any", "fault", "unsure")),
    ]


def look(tab: Page, path: str) -> None:
    """Open it, and all that is folded in it."""
    tab.goto(path)
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tab.wait_for_timeout(60)
    assert tab.evaluate(THEIRS) == [], path


def test_no_script_that_people_wrote_runs_on_any_page(tab: Page, office: Office) -> None:
    said = 0
    for path in pages(office):
        look(tab, path)
        said += "onerror=ran()" in tab.inner_text("body") or "onerror=ran()" in tab.content()
    assert said > 15, "the pages show it"


def test_no_script_that_was_asked_with_runs(tab: Page) -> None:
    for path in ASKED_WITH:
        look(tab, path.format(quote(SAID, safe="")))


def test_no_script_runs_on_the_map_and_its_cards(tab: Page, office: Office) -> None:
    look(tab, "/?lon=126.62&lat=45.77")
    tab.locator(f"a[href*='/stations/{office.thing.station}']").first.click()
    tab.wait_for_timeout(700)
    assert tab.evaluate(THEIRS) == []


def test_no_script_runs_in_what_a_form_says_back(tab: Page) -> None:
    tab.context.clear_cookies()
    tab.goto("/login")
    tab.fill("input[name=name]", SAID)
    tab.fill("input[name=password]", SAID)
    tab.locator("main form button").first.click()
    tab.wait_for_load_state()
    assert tab.evaluate(THEIRS) == []
