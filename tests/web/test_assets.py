"""Files for the browser come from our own host, are kept for good, and nothing else is given."""

import re

import pytest
from flask.testing import FlaskClient


def addresses(visit: FlaskClient) -> list[str]:
    return re.findall(r'"(/assets/[^"]+)"', visit.get("/").text)


def test_all_that_the_page_names_is_there_and_may_be_kept(visit: FlaskClient) -> None:
    found = addresses(visit)
    assert len(found) >= 8
    for address in found:
        answer = visit.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_scripts_are_compressed(visit: FlaskClient) -> None:
    leaflet = next(address for address in addresses(visit) if address.endswith("leaflet.js"))
    packed = visit.get(leaflet, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < 50_000


@pytest.mark.parametrize(
    "path",
    [
        "own/../__init__.py",
        "own/%2e%2e/__init__.py",
        "leaflet/../../../pyproject.toml",
        "own/none.js",
        "etc/passwd",
    ],
)
def test_nothing_else_is_given(visit: FlaskClient, path: str) -> None:
    assert visit.get(f"/assets/x/{path}").status_code == 404
