"""From a one-time link to signing out, on a phone: a password, a code, and nothing that keeps people out."""

import re
import time
from collections.abc import Iterator
from contextlib import closing

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from stations import accounts
from stations.acting import Role
from stations.database import connect, transaction
from stations.settings import Settings
from stations.units import add as add_unit
from tests.browser.conftest import served
from tests.browser.looking import violations
from tests.databases import own_database
from tests.entering import OTHER, PASSWORD
from web import create_app

pytestmark = pytest.mark.browser
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.skip, .unseen'))
    .map((one) => [one.outerHTML.slice(0, 100), (one.closest('label') ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5).map(([html]) => html)"""


class Desk:
    """A server with a branch, an operator and a manager, and ways to make links."""

    def __init__(self, url: str, address: str) -> None:
        self._url, self.address = url, address
        with closing(connect(url)) as connection, transaction(connection):
            city = add_unit(connection, "city", "哈尔滨市总工会")
            self.county = add_unit(connection, "county", "道里区总工会", city)
            self.manager = accounts.add(connection, "li.gong", "李工", Role.MANAGER, self.county)
            self.operator = accounts.add(connection, "chief", "老张", Role.OPERATOR, None)

    def link(self, account_id: int) -> str:
        """A one-time link of an account."""
        with closing(connect(self._url)) as connection, transaction(connection):
            return accounts.link(connection, account_id).path


@pytest.fixture(scope="module")
def desk(database_url: str) -> Iterator[Desk]:
    with own_database(database_url, "signing_in") as url:
        for address in served(
            create_app(Settings(database_url=url, secret_key="a secret of the tests", app=False))
        ):
            yield Desk(url, address)


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def page(browser: Browser, desk: Desk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test when it asks another host, or says anything but a status on the console."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=desk.address, has_touch=True
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "request", lambda asked: asked.url.startswith((desk.address, "data:")) or complaints.append(asked.url)
    )
    yield tab
    context.close()
    assert [one for one in complaints if "status of 40" not in one] == []


def fine(tab: Page) -> None:
    """Nothing keeps people out: axe, room for a finger, no scrolling to the side."""
    assert violations(tab) == []
    assert tab.evaluate(SMALL) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= tab.evaluate("innerWidth")


def sign_in(tab: Page, name: str, password: str) -> None:
    """Fill in the form as a person does."""
    tab.get_by_label("账号").fill(name)
    tab.get_by_label("密码").fill(password)
    tab.get_by_role("button", name="登录").click()


def test_from_the_link_to_signing_out(page: Page, desk: Desk) -> None:
    page.goto(desk.link(desk.manager))
    fine(page)
    expect(page.get_by_text("李工，您好")).to_be_visible()
    page.get_by_label("新密码").fill("woaini1314520")
    page.get_by_label("再输一遍").fill("woaini1314520")
    page.get_by_role("button", name="设好了").click()
    expect(page.get_by_role("alert")).to_contain_text("太常见")
    fine(page)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    page.get_by_role("button", name="设好了").click()
    expect(page.get_by_role("status")).to_contain_text("密码设好了")
    expect(page.get_by_label("账号")).to_have_value("li.gong")
    sign_in(page, "li.gong", OTHER)
    expect(page.get_by_role("alert")).to_contain_text("不对")
    fine(page)
    page.goto("/account")
    expect(page).to_have_url(re.compile("/login"))
    sign_in(page, "li.gong", PASSWORD)
    expect(page).to_have_url(f"{desk.address}/account")
    fine(page)

    page.get_by_role("link", name="开启").click()
    fine(page)
    secret = "".join(page.locator("code").inner_text().split())
    page.get_by_label("6 位验证码").fill(pyotp.TOTP(secret).now())
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="确认开启").click()
    expect(page.get_by_role("status")).to_contain_text("已开启登录验证码")
    fine(page)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("status")).to_contain_text("已退出登录")

    page.goto("/account")
    sign_in(page, "li.gong", PASSWORD)
    fine(page)
    page.get_by_label("6 位验证码").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="登录").click()
    page.get_by_text("新建令牌").first.click()
    page.get_by_label("给哪个程序用").fill("大屏")
    fine(page)
    page.get_by_role("button", name="新建令牌").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    fine(page)


def test_an_operator_adds_a_manager_and_hands_over_a_link(page: Page, desk: Desk) -> None:
    page.goto(desk.link(desk.operator))
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一遍").fill(PASSWORD)
    page.get_by_role("button", name="设好了").click()
    page.goto("/manage/accounts")
    sign_in(page, "chief", PASSWORD)
    expect(page).to_have_url(f"{desk.address}/manage/accounts")
    fine(page)
    page.get_by_role("link", name="哈尔滨市总工会").click()
    page.get_by_role("link", name="道里区总工会").click()
    page.get_by_text("添加账号").click()
    name = f"wang{page.viewport_size['width']}" if page.viewport_size else ""
    page.get_by_label("姓名或岗位").fill("王师傅")
    page.get_by_label("账号名").fill(name)
    fine(page)
    page.get_by_role("button", name="添加，并生成一次性链接").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    fine(page)
    page.goto(page.locator("code").inner_text())
    expect(page.get_by_text("王师傅，您好")).to_be_visible()
