"""A real browser on a real server: the sample's places, loopback only, and nothing said on the console."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from stations.database import connect
from stations.sample import load_if_empty
from stations.settings import Settings
from tests.databases import own_database
from tests.stations.atlas.followed import following, until
from web import create_app

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
def address(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on a database of its own, filled with the sample."""
    with own_database(database_url, "for_the_browser") as url:
        with closing(connect(url)) as filled:
            load_if_empty(filled)
        with following(url, tmp_path_factory.mktemp("atlas") / "places.atlas") as follower:
            until(lambda: follower.atlas)
            yield from served(
                create_app(Settings(database_url=url, secret_key="a secret of the tests"), source=follower)
            )


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another one that is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((found for found in map(shutil.which, names) if found), None)
    assert program, "no Chromium found: scripts/test installs it"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


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
