"""A list from the phone to the map: brought, looked at, applied, and a file asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from psycopg2.extensions import connection as Connection

from tests.browser.desks import Desk, manned, quiet
from tests.browser.looking import violations
from tests.make import enter_one
from tests.people import account, keep, session, unit

pytestmark = pytest.mark.browser

LIST = """编号,名称,地址,经度,纬度,开放时间
1,松风路工会驿站,某市松风路1号,126.6201,45.7701,8:00-18:00
2,望江街工会驿站,<script>document.title='ran'</script>,126.6301,45.7801,看情况
3,柳溪巷工会驿站,某市柳溪巷3号,待定,待定,
4,明德里驿站,某市明德里4号,126.6501,45.7901,
"""


def branch(store: Connection) -> tuple[str, int]:
    """A unit with a place, another with one, and a manager's session."""
    mine = unit(store, "某区总工会")
    keep(store, enter_one(store, name="明德里工会驿站", lon=126.6502, lat=45.7901), mine)
    keep(store, enter_one(store, name="别处的驿站"), unit(store, "别处"))
    return session(store, account(store, "manager", mine)), mine


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[Desk]:
    with manned(database_url, "imports", branch) as found:
        yield found


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    yield from quiet(browser, desk)


def test_a_list_goes_from_the_phone_to_the_map(page: Page, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text(LIST, encoding="utf-8")
    page.goto("/manage/imports")
    assert violations(page) == []
    page.set_input_files("#file", tmp_path / "名单.csv")
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator("#sum")).to_have_text(
        "新增 2，1 行可能已经有了，1 行有错，不能导入，1 行请看一下", timeout=90_000
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".likely svg circle, .likely svg .listed")).to_have_count(2)
    page.get_by_text("是同一个，更新它").click()
    page.get_by_role("button", name="导入其余的，跳过有错的 1 行").click()
    expect(page.locator(".done")).to_have_text("已导入：新增 2，修改 1，1 行有错，不能导入", timeout=90_000)
    assert violations(page) == []
    page.goto("/manage/imports")
    page.get_by_role("button", name="导出", exact=True).click()
    expect(page.locator("#files a")).to_be_visible(timeout=90_000)
    expect(page.locator("#files")).to_contain_text("3 个驿站")
    assert violations(page) == []
    with page.expect_download() as got:
        page.locator("#files a").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    assert page.title() != "ran"
