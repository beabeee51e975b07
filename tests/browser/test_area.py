"""The device answers as the server does: the same places, lengths, states, hints and rows, from an area it has kept.

Each question goes to both, in one browser: to the server by its address, to the modules of `web/static/area` directly.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from psycopg2.extensions import connection as Connection

from geodata.generate import generate
from geodata.ingest import Choices, load
from stations import faults
from stations.database import connect
from stations.hours import CHINA
from stations.point import Point
from stations.settings import Settings
from tests.browser.conftest import served
from tests.browser.looking import violations
from tests.conftest import Clock
from tests.databases import own_database
from tests.make import enter, enter_one, record
from tests.stations.atlas.followed import following, until
from web import create_app

HARBIN = Point(126.64, 45.76)
KEPT_AT = datetime(
    2026, 9, 26, 9, 30, tzinfo=CHINA
)  # two weeks with a holiday, and a make-up Saturday at their end
# Many more by hand: WAYSTATION_QUESTIONS=30000 pytest tests/browser/test_area.py -k nearest
QUESTIONS = int(os.environ.get("WAYSTATION_QUESTIONS", "2000"))
TIMES = 15
SERVICES = ("drinking_water", "meal_heating", "toilet", "wifi", "cooling", "books", "aed", "shower")
SEARCHED = ("模拟", "同一处", "%20the%20 same ", "xyzq", "午休", "热水", "无线 网络", "Toilet", "司机之家")
KINDS = ("station", "water_point", "driver_home", "book_corner", "retreat")
ODD = '<b onclick="alert(1)">&amp;\'"引号'
TIDY = """(root) => {
  for (const one of root.querySelectorAll(".kept, .edge, .words-only")) one.remove();
  return root.outerHTML.replace(/\\s+/g, " ").replace(/ ?(<[^>]*>) ?/g, "$1");
}"""


class Both(NamedTuple):
    """A server, the clock it goes by, and a tab with the modules of the device."""

    clock: Clock
    tab: Page
    knows_all: bool


def filled(url: str, folder: Path, count: int) -> None:
    """Enter made-up places all over the country, many of them in Harbin, and odd ones."""
    generate(folder / "list.csv", stations=count, seed=5)
    with closing(connect(url)) as store, store:
        load(store, folder / "list.csv", Choices(source="list"), actor="test")
        enter(
            store,
            record(Point(126.65, 45.76), name="东", hours="8:00-20:00", county_stated="道里区"),
            record(Point(126.63, 45.76), name="西", hours="8:00-20:00", county_stated="道里区"),
            record(Point(126.65, 45.76), name="同一处", name_en="The same spot", hours="20:00-8:00"),
            record(Point(126.641, 45.761), name=ODD, address=ODD, hours_inferred="24小时",
                   services_inferred=("wifi",)),
            record(Point(126.642, 45.762), name="说不准", hours="看情况", services=("wifi", "toilet"), kind="retreat"),
            record(Point(126.643, 45.763), name="关着", name_en="Shut", status="suspended", hours="24小时",
                   status_until=date(2026, 12, 31), status_reason="装修"),
            record(Point(126.644, 45.764), name="不知到何时", status="suspended", hours="24小时"),
            record(Point(126.645, 45.765), name="只在工作日", hours="Mo-Fr 09:00-17:00; PH off", entry_hint="二楼"),
            record(Point(126.646, 45.766), name="午休", hours='09:00-12:00, 13:00-18:00; 12:00-13:00 off "午休"'),
            record(Point(126.647, 45.767), name="夜里", hours="22:00-06:00", phone="0451-8000*"),
            record(Point(-60.0, -45.0), name="对面"), record(Point(0.0, 90.0), name="北极", hours="24小时"),
            record(Point(180.0, 10.0), name="日界线"),
        )  # fmt: skip
        reported(store)


def reported(store: Connection) -> None:
    """Have people say that a door is locked, that there is no water, that a thing is broken."""
    said = {"锁着": ("door_locked", None, 2), "没水": ("no_water", None, 1), "坏了": ("broken", "wifi", 1)}
    for nth, (name, (what, service, devices)) in enumerate(said.items()):
        place = enter_one(
            store,
            Point(126.64, 45.7601 + nth / 5000),
            name=name,
            hours="24小时",
            services=("drinking_water", "wifi"),
        )
        fault = faults.Fault(place, faults.What(what), service)
        for mark in range(devices):
            at = KEPT_AT - timedelta(minutes=20 + 200 * nth)
            faults.report(store, fault, faults.Device("secret", f"device {mark}"), at=at, now=at)


@pytest.fixture
def both(kept: Both) -> Both:
    """The same for one test: it is the time at which the area was kept, whatever another test left."""
    kept.clock.time = KEPT_AT
    assert kept.tab.evaluate("device.keep({lon: 126.64, lat: 45.76}, 'zh')")
    return kept


@pytest.fixture(scope="module", params=[3000, 400], ids=["a part of the store", "all of the store"])
def kept(
    request: pytest.FixtureRequest,
    browser: Browser,
    database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Both]:
    """A server with so many places, and a tab that has kept the area around Harbin."""
    folder, clock = tmp_path_factory.mktemp("area"), Clock()
    clock.time = KEPT_AT
    with own_database(database_url, f"areas_{request.param}") as url:
        filled(url, folder, request.param)
        with following(url, folder / "places.atlas") as follower:
            until(lambda: follower.atlas)
            app = create_app(
                Settings(database_url=url, secret_key="a secret of the tests"), source=follower, clock=clock
            )
            for address in served(app):
                context = browser.new_context(base_url=address)
                tab = context.new_page()
                tab.goto("/api/v1/docs")
                tab.evaluate("async () => { self.device = await import('/assets/0/own/area/area.js'); }")
                assert tab.evaluate("device.keep({lon: 126.64, lat: 45.76}, 'zh')")
                yield Both(clock, tab, tab.evaluate("async () => (await device.about()).reach_m === null"))
                context.close()


def questions(count: int, chance: random.Random) -> list[str]:
    """Make up addresses of `nearest`: most from within the town, with any mix of filters."""
    return [f"/api/v1/nearest?{'&'.join(_asked(chance))}" for _ in range(count)]


def _asked(chance: random.Random) -> list[str]:
    lon, lat = chance.gauss(HARBIN.lon, 0.1), chance.gauss(HARBIN.lat, 0.1)
    if chance.random() < 0.1:
        lon, lat = chance.uniform(-180, 180), chance.uniform(-90, 90)
    asked = [f"lon={lon:.{chance.choice([2, 5, 7])}f}", f"lat={lat:.{chance.choice([2, 5, 7])}f}"]
    some: list[tuple[float, str]] = [
        (0.5, f"limit={chance.choice([1, 3, 20, 60, 100])}"),
        (0.3, f"kind={','.join(chance.sample(KINDS, chance.choice([1, 1, 2])))}"),
        (0.4, f"service={','.join(chance.sample(SERVICES, chance.choice([1, 1, 2, 3])))}"),
        (0.4, "open=now"),
        (0.3, f"within_m={chance.choice([50, 800, 3000, 20000])}"),
        (0.1, f"min_rating={chance.choice([1, 4.5])}"),
        (0.1, "inferred=true"),
    ]
    return asked + [text for share, text in some if chance.random() < share]


ASK_BOTH = """async ({addresses, now}) => {
  const told = { compared: 0, empty: 0, hints: 0, wrong: [] };
  const { geodesicM } = await import("/assets/0/own/area/geodesic.js");
  const { reach_m: reach, centre } = await device.about();
  for (const address of addresses) {
    const mine = await device.answer(address, now);
    const theirs = await (await fetch(address)).json();
    if (!mine?.complete) continue;
    told.compared += 1;
    const [one, other] = [mine.features, theirs.features].map((found) => JSON.stringify(found));
    if (one !== other) told.wrong.push([address, one.slice(0, 2000), other.slice(0, 2000)]);
    if (theirs.features.length) continue;
    told.empty += 1;
    const query = new URLSearchParams(address.split("?")[1]);
    const here = ["lon", "lat"].map((name) => Number(query.get(name)));
    const sure = reach === null ? Infinity : reach - geodesicM(centre, here);
    if (reach !== null && !(theirs.hint?.distance_m < sure - 1)) continue;
    told.hints += 1;
    if (JSON.stringify(mine.hint) !== JSON.stringify(theirs.hint)) told.wrong.push([address, mine.hint, theirs.hint]);
  }
  return told;
}"""


def test_the_nearest_are_those_of_the_server_at_any_time_of_two_weeks(both: Both) -> None:
    chance = random.Random(7)
    told = {"compared": 0, "empty": 0, "hints": 0}
    times = [KEPT_AT + timedelta(seconds=chance.uniform(0, 14 * 86_400)) for _ in range(TIMES - 1)]
    for at in [KEPT_AT, *(one.replace(microsecond=0) for one in times)]:
        both.clock.time = at
        asked = {"addresses": questions(QUESTIONS // TIMES, chance), "now": at.timestamp() * 1000}
        found: dict[str, Any] = both.tab.evaluate(ASK_BOTH, asked)
        assert found["wrong"] == [], at
        told = {name: told[name] + found[name] for name in told}
    assert told["compared"] > 900
    assert told["empty"] > 50
    assert told["hints"] > 30


def test_mirror_images_and_copies_are_ties_that_go_by_id(both: Both) -> None:
    asked = {
        "addresses": ["/api/v1/nearest?lon=126.64&lat=45.76&limit=100"],
        "now": KEPT_AT.timestamp() * 1000,
    }
    found = both.tab.evaluate(ASK_BOTH, asked)
    assert (found["compared"], found["wrong"]) == (1, [])
    names = both.tab.evaluate(
        "async ([address]) => (await device.answer(address)).features.map(({properties}) => properties.name)",
        asked["addresses"],
    )
    assert [name for name in names if name in ("东", "西", "同一处")] == ["东", "西", "同一处"]


def test_a_length_is_rounded_as_the_server_rounds_it(both: Both) -> None:
    values = [312.25, 312.35, 312.45, 312.75, 0.05, 0.25, 0.15, 1e6 + 0.25, 7.0, 99.95]
    found = both.tab.evaluate(
        "async (values) => (await import('/assets/0/own/area/geodesic.js')).tenths && "
        "Promise.all(values.map(async (one) => (await import('/assets/0/own/area/geodesic.js')).tenths(one)))",
        values,
    )
    assert found == [f"{round(one, 1):.1f}" for one in values]


PANELS = (
    """async ({address, now}) => {
  const clean = """
    + TIDY
    + """;
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").body;
  const mine = await device.panel(address, now);
  const theirs = await (await fetch(`${address}&part=panel`, {headers: {Accept: "text/html"}})).text();
  return { mine: clean(parsed(mine.html)), theirs: clean(parsed(theirs)), complete: mine.complete };
}"""
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_drawn_on_the_device_is_that_of_the_server(both: Both, lang: str) -> None:
    """All of it: chips, rows, what opens later, ways on where there is nothing; but for what tells of the age."""
    chance = random.Random(11)
    assert both.tab.evaluate("(lang) => device.keep({lon: 126.64, lat: 45.76}, lang)", lang)
    compared = scarce = 0
    for _ in range(40):
        both.clock.time = at = (KEPT_AT + timedelta(minutes=chance.uniform(0, 14 * 1440))).replace(
            microsecond=0
        )
        address = f"/?{'&'.join(_wished(chance, lang))}"
        found = both.tab.evaluate(PANELS, {"address": address, "now": at.timestamp() * 1000})
        if not found["complete"]:
            continue
        compared += 1
        scarce += 'class="nothing"' in found["mine"]
        assert found["mine"].split("><") == found["theirs"].split("><"), (address, at)
    assert compared > 15
    assert scarce or not both.knows_all


def _wished(chance: random.Random, lang: str) -> list[str]:
    lon, lat = chance.gauss(HARBIN.lon, 0.02), chance.gauss(HARBIN.lat, 0.02)
    some: list[tuple[float, str]] = [
        (1, f"lang={lang}"),
        (1, f"lon={lon:.5f}&lat={lat:.5f}"),
        (0.4, "open=now"),
        (0.4, f"service={','.join(chance.sample([*SERVICES, 'nonsense'], chance.choice([1, 2])))}"),
        (0.2, f"kind={','.join(chance.sample(KINDS, chance.choice([1, 2])))}"),
        (0.2, "size=large"),
        (0.2, f"q={chance.choice(SEARCHED)}"),
    ]
    return [text for share, text in some if chance.random() < share]


def test_words_of_people_stay_words(both: Both) -> None:
    panel = both.tab.evaluate("async () => (await device.panel('/?lon=126.641&lat=45.761')).html")
    assert "<b onclick" not in panel
    assert "&lt;b onclick=&#34;alert(1)&#34;&gt;&amp;amp;&#39;&#34;引号" in panel
    place = both.tab.evaluate(
        "async () => (await device.answer('/api/v1/nearest?lon=126.641&lat=45.761&limit=1')).features[0].id"
    )
    card = both.tab.evaluate(
        "async (id) => (await device.card(`/stations/${id}?lon=126.6&lat=45.7`)).html", place
    )
    assert "<b onclick" not in card
    assert f'data-rate="/api/v1/stations/{place}/ratings"' in card


CARDS = (
    """async ({address, now, parts}) => {
  const clean = """
    + TIDY
    + """;
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").body;
  const mine = parsed((await device.card(address, now)).html);
  const theirs = parsed(await (await fetch(`${address}&part=card`, {headers: {Accept: "text/html"}})).text());
  const cut = (card) => parts.map((part) => [...card.querySelectorAll(part)].map(clean));
  return [cut(mine), cut(theirs)];
}"""
)


def test_what_a_card_on_the_device_shows_it_shows_as_the_server_does(both: Both) -> None:
    parts = [
        "h2",
        ".gist",
        ".warning:not(.kept)",
        ".reports",
        ".go",
        ".offers",
        "form.rate",
        "form.faults",
        "#score .rating",
    ]
    address = "/api/v1/nearest?lon=126.64&lat=45.76&limit=60"
    found = both.tab.evaluate(
        "async (address) => (await device.answer(address)).features.map(({id}) => id)", address
    )
    for place in found[:30]:
        asked = {
            "address": f"/stations/{place}?lon=126.64&lat=45.77",
            "now": KEPT_AT.timestamp() * 1000,
            "parts": parts,
        }
        mine, theirs = both.tab.evaluate(CARDS, asked)
        assert mine == theirs, place


def test_links_to_map_apps_are_those_of_the_server(both: Both) -> None:
    wrong = both.tab.evaluate("""async () => {
      const { links } = await import("/assets/0/own/area/links.js");
      const { features } = await (await fetch("/api/v1/area?lon=126.64&lat=45.76")).json();
      const wrong = [];
      for (const place of features.slice(0, 60)) {
        const { properties } = await (await fetch(`/api/v1/stations/${place.id}`)).json();
        const mine = links(place);
        for (const app of Object.keys(properties.links)) {
          if (mine[app] !== properties.links[app]) wrong.push([mine[app], properties.links[app]]);
        }
      }
      return wrong;
    }""")
    assert wrong == []


@pytest.mark.parametrize("word", ["constructor", "valueOf", "__proto__"])
def test_words_of_the_language_the_device_is_written_in_are_words_as_others(both: Both, word: str) -> None:
    panel = both.tab.evaluate("async (q) => await device.panel(`/?q=${q}`)", word)
    assert word in panel["html"]
    assert 'class="meant"' not in panel["html"]
    for name in ("kind", "service"):
        asked = f"/api/v1/nearest?lon=126.64&lat=45.76&{name}={word}"
        assert both.tab.evaluate("(asked) => device.answer(asked)", asked) is None


def test_search_finds_what_holds_the_text_best_match_first(both: Both) -> None:
    found = both.tab.evaluate("""async () => {
      const ids = async (text, where) => {
        const address = `/api/v1/search?q=${encodeURIComponent(text)}${where}&limit=50`;
        const mine = await device.answer(address);
        const theirs = await (await fetch(address)).json();
        return [mine, theirs].map(({ features }) => features.map((one) => one.id));
      };
      const told = [];
      for (const text of ["午休", "同一处", "ＴＨＥ same", "spot", "说不", "没有这样的名字", "only words"]) {
        told.push([text, ...(await ids(text, "&lon=126.64&lat=45.76")), ...(await ids(text, ""))]);
      }
      return told;
    }""")
    for text, mine, theirs, mine_anywhere, theirs_anywhere in found:
        assert mine == theirs, text
        assert mine_anywhere == theirs_anywhere, text


def test_a_suspension_ends_by_itself_on_the_device(both: Both) -> None:
    told = both.tab.evaluate("""async () => {
      const { openOf, statusOf } = await import("/assets/0/own/area/opening.js");
      const area = await (await fetch("/api/v1/area?lon=126.64&lat=45.76")).json();
      const open = area.features.find(({ properties }) => properties.name === "东");
      const shut = area.features.find(({ properties }) => properties.name === "关着");
      const ended = structuredClone(open);
      Object.assign(ended.properties, { status: "suspended", status_until: "2026-09-28", status_reason: "装修",
                                        ahead_suspended: shut.properties.ahead_suspended });
      const at = (text) => Date.parse(`${text}+08:00`);
      return {
        before: openOf(area, ended, at("2026-09-28T12:00")), status: statusOf(ended, at("2026-09-28T23:59")),
        after: openOf(area, ended, at("2026-09-29T12:00")), twin: openOf(area, open, at("2026-09-29T12:00")),
        past: openOf(area, open, at("2026-10-20T12:00")), early: openOf(area, open, at("2026-09-20T12:00")),
      };
    }""")
    assert (told["before"], told["status"]) == ({"now": False, "reason": "装修"}, "suspended")
    assert told["after"] == told["twin"] == {"now": True, "until": "2026-09-29T20:00:00+08:00"}
    assert told["past"] == told["early"] == {"now": None}


def test_tiles_hold_the_kept_places_and_only_what_is_asked_for(both: Both) -> None:
    found = both.tab.evaluate("""async () => {
      const ask = async (address) => [await device.answer(address), await (await fetch(address)).json()];
      const single = ({ features }) => features.filter(({ id }) => id).map((one) => JSON.stringify(one)).sort();
      const count = ({ features }) => features.reduce((sum, { properties }) => sum + (properties.count ?? 1), 0);
      const told = [];
      for (const query of ["", "?open=now", "?service=wifi&kind=station"]) {
        const [mine, theirs] = await ask(`/api/v1/tiles/14/13955/5853.json${query}`);
        told.push([single(mine), single(theirs)]);
      }
      const [wide] = await ask("/api/v1/tiles/6/54/22.json");
      return { told, wide: count(wide), numbers: wide.features.filter(({ id }) => !id).length,
               far: await device.answer("/api/v1/tiles/14/0/0.json") };
    }""")
    for mine, theirs in found["told"]:
        assert mine == theirs
    assert found["wide"] >= 10
    assert found["numbers"] >= 1


def test_what_is_kept_outlives_a_failure_and_another_form_of_it_is_nothing(both: Both) -> None:
    told = both.tab.evaluate("""async () => {
      const before = await device.about();
      const failed = await device.keep({ county: "没有这个县" });
      const odd = await device.keep({ lon: "x", lat: 1 });
      const after = await device.about();
      return { failed, odd, same: JSON.stringify(before) === JSON.stringify(after), before };
    }""")
    assert (told["failed"], told["odd"], told["same"]) == (False, False, True)
    assert told["before"]["centre"] == [126.64, 45.76]
    spoiled = both.tab.evaluate("""async () => {
      const open = () => new Promise((done) => {
        const request = indexedDB.open("waystation-areas", 1);
        request.onsuccess = () => done(request.result);
      });
      const put = async (value) => {
        const database = await open();
        await new Promise((done) => {
          const transaction = database.transaction("slots", "readwrite");
          transaction.objectStore("slots").put(value, "around");
          transaction.oncomplete = done;
        });
        database.close();
      };
      const other = await import("/assets/1/own/area/area.js"); // a fresh worker, which has read nothing yet
      const answers = [];
      for (const value of [{ form: 0, area: {} }, { form: 1, area: { features: 3 } }, "nothing at all", undefined]) {
        await put(value);
        answers.push(await (await import(`/assets/${answers.length + 2}/own/area/area.js`)).about());
      }
      await device.keep({ lon: 126.64, lat: 45.76 });
      return { answers, again: (await other.about()).count };
    }""")
    assert spoiled["answers"] == [None, None, None, None]
    assert spoiled["again"] > 0


def test_nothing_kept_answers_nothing(both: Both) -> None:
    told = both.tab.evaluate("""async () => {
      const kept = await device.about();
      return [await device.card("/stations/999999999"),
              kept.reach_m === null ? null : await device.panel("/?lon=-60&lat=10"),
              await device.answer("/api/v1/nearest?lon=126.64&lat=45.76&datum=gcj02"),
              await device.answer("/api/v1/nearest?lon=126.64&lat=45.76&kind=nonsense"),
              await device.answer("/api/v1/nearest?lon=126.64&lat=45.76&limit=many"),
              await device.answer("/api/v1/counties")];
    }""")
    assert told == [None] * 6, json.dumps(told)[:300]


def test_a_phone_whose_clock_is_wrong_goes_by_the_servers(both: Both) -> None:
    """The server of these tests lives at another time than the browser."""
    by_server, by_phone = both.tab.evaluate(
        """async (now) => [await device.panel('/?lon=126.64&lat=45.76', now),
                           await device.panel('/?lon=126.64&lat=45.76')]""",
        KEPT_AT.timestamp() * 1000,
    )
    assert by_phone == by_server


def test_places_kept_in_one_language_are_better_than_none_in_the_other(both: Both) -> None:
    here = "lon=126.64&lat=45.76"
    panel, tiles = both.tab.evaluate(
        """async (here) => [await device.panel(`/?${here}&lang=en`),
                            await device.answer('/api/v1/tiles/13/6977/2922.json?lang=en')]""",
        here,
    )
    assert panel["html"].count("data-card=") == 20
    assert re.search(r'href="[^"]*lang=en[^"]*" lang="en">English</a>', panel["html"])
    assert tiles["features"]


def test_a_chosen_county_is_kept_beside_the_last_area(both: Both) -> None:
    told = both.tab.evaluate("""async () => {
      const kept = await device.keep({ county: "道里区" });
      const newest = await device.about();
      const title = async (address) => {
        const drawn = await device.panel(address);
        return drawn && /id="list-title"[^>]*>([^<]*)</.exec(drawn.html)[1];
      };
      const around = await device.panel("/?lon=126.64&lat=45.76");
      const told = { kept, newest, complete: around.complete, county: await title("/?county=道里区"),
                     nowhere: await title("/"), other: await title("/?county=道外区") };
      await device.keep({ lon: 126.64, lat: 45.76 });
      return { ...told, again: (await device.about()).county, still: await title("/?county=道里区") };
    }""")
    assert told["kept"]
    assert (told["newest"]["county"], told["newest"]["count"]) == ({"code": None, "name": "道里区"}, 2)
    assert told["complete"]
    assert told["county"] == told["nowhere"] == told["still"] == "道里区附近"
    assert (told["other"], told["again"]) == (None, None)


def test_who_stands_outside_of_what_is_known_for_sure_is_told_so(both: Both) -> None:
    found = both.tab.evaluate("""async () => {
      const { reach_m: reach, centre: [lon, lat] } = await device.about();
      const north = lat + ((reach ?? 20_000) * 0.98) / 111_000;
      return device.panel(`/?lon=${lon}&lat=${north.toFixed(5)}`);
    }""")
    assert found["complete"] is both.knows_all
    assert ("附近可能还有别的" in found["html"]) is not both.knows_all


@pytest.mark.parametrize("wish", ["&open=now&service=shower", "&q=驿站&size=large"])
def test_what_the_device_draws_keeps_nobody_out(both: Both, wish: str) -> None:
    """Reported, shut, unknown and made-up places, ways on where there is nothing, and a card with its buttons."""
    tab = both.tab.context.new_page()
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(f"/?lon=126.64&lat=45.76{wish}")
    tab.evaluate("""async () => {
      self.device = await import("/assets/0/own/area/area.js");
      panel.innerHTML = (await device.panel(location.href)).html;
    }""")
    assert tab.locator(".kept").count() == 1
    assert violations(tab) == []
    tab.evaluate("""async () => {
      const { features } = await device.answer("/api/v1/nearest?lon=126.64&lat=45.76&limit=100");
      const locked = features.find(({ properties }) => properties.name === "锁着");
      const dialog = document.getElementById("card");
      dialog.innerHTML = (await device.card(`/stations/${locked.id}?lon=126.64&lat=45.76`)).html;
      for (const form of dialog.querySelectorAll("form")) form.hidden = false;
      dialog.showModal();
    }""")
    assert violations(tab) == []
    tab.close()
