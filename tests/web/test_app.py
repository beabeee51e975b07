"""The page as an app: its manifest, its worker, and the frames that the worker fills."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection as Connection

from stations.settings import Settings
from tests.conftest import Clock, RehearsalStore
from tests.make import enter_one
from web import create_app

STATIC = Path("web/static")


@pytest.fixture
def visit_plain(store: Connection, clock: Clock) -> FlaskClient:
    """A visitor of a server that is told to be no app."""
    settings = Settings(secret_key="a secret of the tests", app=False)
    return create_app(settings, store=RehearsalStore(store), clock=clock).test_client()


@pytest.mark.parametrize(("lang", "name"), [("zh", "驿站云图"), ("en", "Waystation")])
def test_the_manifest_speaks_both_languages_and_names_files_that_are_there(
    visit: FlaskClient, lang: str, name: str
) -> None:
    answer = visit.get(f"/manifest.webmanifest?lang={lang}")
    told = json.loads(answer.text)
    assert (answer.mimetype, told["name"]) == ("application/manifest+json", name)
    for icon in told["icons"]:
        assert visit.get(icon["src"]).mimetype == icon["type"]
    for address in (told["start_url"], *(one["url"] for one in told["shortcuts"])):
        assert ("lang=en" in address) == (lang == "en")
        assert visit.get(address).status_code == 200


def test_icons_have_the_size_that_the_manifest_tells(visit: FlaskClient) -> None:
    for icon in json.loads(visit.get("/manifest.webmanifest").text)["icons"]:
        if icon["type"] == "image/png":
            head = visit.get(icon["src"]).data[:24]
            assert f"{int.from_bytes(head[16:20])}x{int.from_bytes(head[20:24])}" == icon["sizes"]


def test_the_worker_is_asked_for_anew_and_names_every_file_of_the_page(visit: FlaskClient) -> None:
    answer = visit.get("/worker.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    told = json.loads(answer.text.partition("serve(")[2].removesuffix(");\n"))
    named = set(re.findall(r'"(/assets/[^"]+/own/[^"]+\.(?:js|css))"', visit.get("/").text))
    assert named <= set(told["files"])
    assert not [one for one in told["files"] if "leaflet" in one]
    for address in told["files"]:
        assert visit.get(address).status_code == 200


def test_a_page_asks_for_all_its_modules_at_once(visit: FlaskClient) -> None:
    """What follows the imports file by file, slowly, comes to the same as what the page names."""
    page = visit.get("/").text
    asked = {one.rpartition("/")[2] for one in re.findall(r'rel="modulepreload" href="([^"]+)"', page)}
    needed, waiting = set(), ["page.js", "install.js"]
    while waiting:
        name = waiting.pop()
        needed.add(name)
        lines = (STATIC / name).read_text(encoding="utf-8").splitlines()
        found = [
            line.partition('"./')[2].partition('"')[0]
            for line in lines
            if re.match(r"(import|export)\b.*\bfrom\b", line)
        ]
        waiting += [one for one in found if one and one not in needed]
    assert asked == needed


@pytest.mark.parametrize(
    "query",
    ["part=shell", "part=shell&of=here", "part=shell&of=place", "part=shell&lang=en&lon=120.12&lat=30.34"],
)
def test_a_frame_tells_no_place_and_no_position(visit: FlaskClient, store: Connection, query: str) -> None:
    enter_one(store, name="某站")
    page = visit.get(f"/?{query}").text
    before, _, rest = page.partition("<!--panel-->")
    answer, _, after = rest.partition("<!--/panel-->")
    assert before
    assert after
    assert ("No connection" if "lang=en" in query else "现在连不上") in answer
    assert "某站" not in page
    assert "120.12" not in page


def test_the_list_stands_between_the_marks_of_the_frame(visit: FlaskClient, store: Connection) -> None:
    enter_one(store, name="某站")
    page = visit.get("/").text
    assert "某站" in page.partition("<!--panel-->")[2].partition("<!--/panel-->")[0]
    assert "<!--panel-->" not in visit.get("/?part=panel").text


def test_switched_off_the_page_names_no_app_and_the_worker_takes_itself_back(
    visit_plain: FlaskClient,
) -> None:
    page = visit_plain.get("/").text
    assert "manifest" not in page
    assert "install.js" not in page.partition("</head>")[2]
    worker = visit_plain.get("/worker.js").text
    assert "unregister()" in worker
    assert "import" not in worker
