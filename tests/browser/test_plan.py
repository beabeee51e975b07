"""A planner's way from a question to a report, in a browser, worked out by the runner that the server has beside it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg2.extensions import connection as Connection

from stations import demand
from tests import planned
from tests.browser.desks import Desk, at, manned, quiet
from tests.browser.looking import violations
from tests.make import enter_one
from tests.people import account, keep, session, unit

pytestmark = pytest.mark.browser

NASTY = '<script>document.title="ran"</script>"><img src=x onerror="document.title=\'ran\'">${1}{{ 7*7 }}'


def table(store: Connection) -> tuple[str, int]:
    """A place, riders around it, a plan that is done, and a planner's session."""
    mine = unit(store, "某区总工会")
    keep(store, enter_one(store, name=NASTY, lon=126.62, lat=45.77, hours="Mo-Su 08:00-20:00"), mine)
    riders(store)
    who = account(store, "planner", mine)
    done = planned.keep(store, who, mine, planned.document("compare"), planned.layers(NASTY), title=NASTY)
    return session(store, who), done


def riders(store: Connection) -> None:
    """Demand of a hundred riders within two kilometres around the place."""
    lon, lat = np.meshgrid(np.linspace(126.6, 126.64, 10), np.linspace(45.755, 45.785, 10))
    told = demand.Told(
        name="示例骑手", file_name="d.csv", sha256=planned.SHA, what=demand.What.RIDERS, source="示例"
    )
    names = [str(nth) for nth in range(lon.size)]
    demand.enter(store, told, demand.Arrays(names, lon.ravel(), lat.ravel(), np.ones(lon.size)))


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[Desk]:
    with manned(database_url, "planning", table) as found:
        yield found


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    yield from quiet(browser, desk)


def test_a_question_becomes_an_answer(page: Page) -> None:
    page.goto("/plan")
    assert violations(page) == []
    page.get_by_role("link", name="附近有没有开门的驿站？").click()
    assert violations(page) == []
    expect(page.locator("#at")).to_be_hidden()
    page.get_by_text("10 分钟", exact=True).click()
    expect(page.get_by_text("按区县", exact=True)).to_have_count(0)  # this store has none
    page.get_by_role("button", name="开始算").click()
    expect(page.locator("h1")).to_contain_text("10 分钟内有开门的驿站的骑手占", timeout=120_000)
    expect(page.locator("h1")).to_contain_text("只有")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".plot svg")).to_have_count(2)
    expect(page.get_by_text("按直线距离 × 1.3 计算").first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="报告 PDF").click()
    assert got.value.suggested_filename.endswith("-zh.pdf")


def test_the_pages_have_no_fault_that_a_program_finds(page: Page, desk: Desk) -> None:
    done = desk.number
    for path in (f"/plan/{done}", "/plan/data", f"/plan/beside?one={done}&other={done}",
                 *(f"/plan/new/{kind}" for kind in planned.BESIDE)):  # fmt: skip
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.title() != "ran"


LIST = "id,lon,lat,name,capacity\nnorth,126.61,45.78,北,60\nsouth,126.63,45.76,,\n"


def test_candidates_come_from_a_file_and_a_slip_elsewhere_does_not_cost_it(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "候选.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "坏的.csv").write_text(LIST.replace("45.76", "145.76"), encoding="utf-8")
    page.goto("/plan/new/site")
    expect(page.locator("#points")).to_be_hidden()
    page.get_by_text("可以建在哪里").click()
    page.set_input_files("#points", tmp_path / "坏的.csv")
    page.locator("#must").fill("south")
    page.get_by_role("button", name="开始算").click()
    expect(page.locator("#points-wrong")).to_contain_text("第 3 行的纬度“145.76”不行", timeout=60_000)
    expect(page.locator("#must")).to_have_value("south")
    assert violations(page) == []
    page.set_input_files("#points", tmp_path / "候选.csv")
    page.get_by_text("其他", exact=True).first.click()  # and no number
    page.get_by_role("button", name="开始算").click()
    expect(page.get_by_text("已读：候选.csv（2 条）")).to_be_visible(timeout=60_000)
    expect(page.locator("#sites-wrong")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#sites_other").fill("1")
    page.get_by_role("button", name="开始算").click()
    expect(page.locator("h1")).to_contain_text("再建 1 处", timeout=120_000)
    expect(page.get_by_role("row", name="south")).to_be_visible()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    (tmp_path / "大.geojson").write_bytes(b"0" * (9 << 20))
    page.goto("/plan/new/gaps")
    page.get_by_text("我的区域", exact=True).click()
    page.set_input_files("#outlines", tmp_path / "大.geojson")
    said = page.locator("#outlines").evaluate("field => field.validationMessage")
    assert said == "文件超过 8 MB，没有收下。请分小一些。"


def test_without_script_every_field_of_a_form_is_there(browser: Browser, desk: Desk) -> None:
    context = at(browser, desk)
    plain = browser.new_context(
        java_script_enabled=False, base_url=desk.address, storage_state=context.storage_state()
    )
    page = plain.new_page()
    page.goto("/plan/new/corridor")
    page.get_by_text("没有编号？上传一条线").click()
    line = '{"type": "LineString", "coordinates": [[126.6, 45.75], [126.64, 45.79]]}'
    page.set_input_files(
        "#line", {"name": "线.json", "mimeType": "application/json", "buffer": line.encode()}
    )
    page.get_by_role("button", name="开始算").click()
    expect(page.locator("h1")).to_contain_text("合计有 5.4 公里", timeout=120_000)
    for one in (plain, context):
        one.close()


def test_the_map_slides_between_before_and_after_and_asks_nobody(page: Page, desk: Desk) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(90_000)
    page.goto(f"/plan/{desk.number}/map")
    assert [url for url in asked if not url.startswith(("data:", desk.address))] == []
    cut = "getComputedStyle(document.querySelector('.leaflet-after-pane')).clip"
    first = page.evaluate(cut)
    page.locator("#slide").fill("90")
    assert page.evaluate(cut) != first
    page.locator(".leaflet-points-pane path").first.click()
    expect(page.locator(".leaflet-popup-content p").first).to_have_text(NASTY)
    assert page.title() != "ran"
    assert page.evaluate("window.origin") == "null"  # whatever ran there would be nobody
