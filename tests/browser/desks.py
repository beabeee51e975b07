"""Desks for the browser: a store of their own, somebody signed in, and the runner that the server has beside it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg2.extensions import connection as Connection

from scripts import work
from stations.database import as_web, connect, transaction
from stations.settings import Settings
from tests.browser.conftest import served
from tests.databases import own_database
from web import create_app
from web.signing import COOKIE

REFUSED = "responded with a status of 400"  # a form that comes again: Chromium notes each


class Desk(NamedTuple):
    """A server, the cookie of whoever is signed in, and the number of what was made for them."""

    address: str
    cookie: str
    number: int = 0


@contextmanager
def manned(database_url: str, name: str, made: Callable[[Connection], tuple[str, int]]) -> Iterator[Desk]:
    """Serve a store, with a runner that does what waits; `made` fills it and gives the secret of a session."""
    with own_database(database_url, name) as url:
        with closing(connect(url)) as store, transaction(store):
            secret, number = made(store)
        app = create_app(Settings(database_url=url, secret_key="a secret of the tests"))
        for address in served(app):
            over = threading.Event()
            runner = threading.Thread(target=_run, args=(url, over))
            runner.start()
            yield Desk(address, cookie_of(app, secret), number)
            over.set()
            runner.join()


def _run(url: str, over: threading.Event) -> None:
    """Do what waits, until it is over."""
    while not over.wait(0.3):
        work.run(url, as_web(url), once=True)


def cookie_of(app: Flask, secret: str) -> str:
    """The cookie of a browser that signed in."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"proof": secret}))


def at(browser: Browser, desk: Desk) -> BrowserContext:
    """A phone that is signed in at a desk."""
    context = browser.new_context(
        base_url=desk.address, viewport={"width": 390, "height": 844}, locale="zh-CN"
    )
    context.add_cookies([{"name": COOKIE, "value": desk.cookie, "url": desk.address}])
    return context


def quiet(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A page at a desk that fails its test when it says anything on the console."""
    context = at(browser, desk)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: REFUSED in message.text or said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []
