"""A real browser on a real server: the sample's places, loopback only, and nothing said on the console."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from stations.atlas.following import Follower
from stations.database import connect
from stations.sample import load_if_empty
from stations.settings import Settings
from tests.browser.looking import HERE
from tests.browser.weather import LISTEN, App, Weather, keeps
from tests.databases import own_database
from tests.stations.atlas.followed import following, until
from web import create_app

if TYPE_CHECKING:
    from tests.browser.street import Street

# Debian's Chromium, without what it would ask its maker for.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def followed(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Follower]]:
    """A database of its own, filled with the sample, and what keeps its picture."""
    with own_database(database_url, "for_the_browser") as url:
        with closing(connect(url)) as filled:
            load_if_empty(filled)
        with following(url, tmp_path_factory.mktemp("atlas") / "places.atlas") as follower:
            until(lambda: follower.atlas)
            yield Settings(database_url=url, secret_key="a secret of the tests"), follower


@pytest.fixture(scope="session")
def address(followed: tuple[Settings, Follower]) -> Iterator[str]:
    """The address of a server whose pages are no app: Playwright holds up and loses only what no worker asks for."""
    settings, follower = followed
    yield from served(create_app(replace(settings, app=False), source=follower))


def served(app: Flask) -> Iterator[str]:
    """Serve an application, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["store"].drop_idle()


def chromium() -> str:
    """Find the browser's program."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for found in map(shutil.which, names) if found), None)
    assert program, "no Chromium found: scripts/test installs it"
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another one that is installed."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield started
        started.close()


@pytest.fixture
def app(followed: tuple[Settings, Follower]) -> Iterator[App]:
    """A server of its own for each test, in fine weather."""
    settings, follower = followed
    flask = create_app(settings, source=follower)
    weather = Weather(flask.wsgi_app)
    flask.wsgi_app = weather  # type: ignore[method-assign]
    for address in served(flask):
        yield App(flask, weather, address)


@pytest.fixture
def context(browser: Browser, app: App) -> Iterator[BrowserContext]:
    """A phone that was here once: it keeps the places around."""
    opened = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, base_url=app.address)
    opened.add_init_script(LISTEN)
    page = opened.new_page()
    page.goto(HERE)
    keeps(page)
    page.close()
    yield opened
    opened.close()


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The two screens that every state is looked at on."""
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def tab(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Page]:
    """A tab that fails its test when it asks another host, or says anything on the console."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith((address, "data:")) or complaints.append(asked.url))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def town(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Street"]:
    """A town at noon with a locked door and a dry tap."""
    from tests.browser.street import street

    with street(database_url, tmp_path_factory.mktemp("street")) as found:
        yield found
