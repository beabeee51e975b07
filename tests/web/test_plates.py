"""Plates over HTTP, and what stands on them."""

import re
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import segno
from flask.testing import FlaskClient
from PIL import Image
from psycopg2.extensions import connection as Connection

from stations.settings import Settings
from tests.conftest import Drawn, RehearsalStore
from tests.make import enter_one
from tests.people import account, keep, sign_in, token, unit
from web import create_app, plates
from web.plate_drawing import Kind, Plate, Words, fonts, svg
from web.plate_drawing.pdf import MANY, SINGLE, Sheet, Size, pdf
from web.plate_drawing.plate import short_address

LINK = "https://map.example.org/stations/123"
HOUSE = "M3 11.5L12 4l9 7.5M5.5 9.6V20h13V9.6M10 20v-6h4v6"
WORDS = Words("扫码看营业时间、报告问题")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
NAMES = {
    "a plain name": "道里区工会驿站",
    "200 signs": "超长名字" * 50,
    "200 wide letters": "W" * 200,
    "one long word": "Donaudampfschifffahrtsgesellschaft" * 5,
    "emoji": "👩‍👩‍👧‍👦😀驿站",
    "right to left": "תחנה \u202eلحظة\u202c 驿站",
    "markup": HOSTILE,
    "one sign": "驿",
    "spaces and control signs": "驿\x00\x1b[31m \n\t 站",
}
needs_font = pytest.mark.skipif(not fonts.present(), reason="needs the font of plates")


def plate(name: str = "道里区工会驿站", address: str = "尚志大街1号", kind: Kind | None = None) -> Plate:
    return Plate(name, address, kind or Kind("驿站", "circle", HOUSE), LINK)


def picture(body: bytes, tmp_path: Path, page: int = 1, dots: int = 150) -> Image.Image:
    file = tmp_path / "plates.pdf"
    file.write_bytes(body)
    asked = ["pdftoppm", "-r", str(dots), "-f", str(page), "-l", str(page), "-png", file]
    return Image.open(BytesIO(subprocess.run(asked, check=True, capture_output=True).stdout)).convert("L")


def scanned(image: Image.Image, left: float, top: float, side: int) -> list[list[bool]]:
    """Look at the middle of each module of a code; all in parts of the picture's width."""
    step = 68 / 105 / (side + 8) * image.width
    x, y = left * image.width + 4 * step, top * image.width + 4 * step
    return [
        [image.getpixel((int(x + (column + 0.5) * step), int(y + (row + 0.5) * step))) < 128 for column in range(side)]
        for row in range(side)
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_svg_is_well_formed_whatever_the_name(name: str) -> None:
    drawn = ET.fromstring(svg(plate(name, name), WORDS))
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} == {
        "svg",
        "title",
        "path",
        "text",
        "g",
    }
    for text in drawn.iter("{http://www.w3.org/2000/svg}text"):
        assert float(text.get("textLength", "0")) <= 93
        assert 0 < float(text.get("y", "0")) < 148.5


def test_an_svg_holds_the_code_of_the_link() -> None:
    drawn = svg(plate(), WORDS)
    squares = re.search(r'crispEdges" d="([^"]*)"', drawn)
    assert squares is not None
    dark = {
        (int(x) + more, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", squares[1])
        for more in range(int(length))
    }
    expected = segno.make_qr(LINK, error="q", mask=2).matrix
    assert dark == {(x + 4, y + 4) for y, row in enumerate(expected) for x, one in enumerate(row) if one}


@needs_font
@pytest.mark.parametrize("size", Size)
def test_a_code_can_be_read_off_the_printed_plate(size: Size, tmp_path: Path) -> None:
    image = picture(pdf([plate()], WORDS, SINGLE[size]), tmp_path)
    expected = [[bool(one) for one in row] for row in segno.make_qr(LINK, error="q", mask=2).matrix]
    assert scanned(image, 18.5 / 105, 53.5 / 105, len(expected)) == expected


@needs_font
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_nothing_overflows_on_paper(name: str, tmp_path: Path) -> None:
    image = picture(pdf([plate(name, name)], WORDS, SINGLE[Size.A6]), tmp_path, dots=100)
    width, height = image.size
    margin = int(width * 5 / 105)
    below = int(width * 18 / 105)
    for strip in (
        (0, below, margin, height),
        (width - margin, below, width, height),
        (0, int(height * 0.97), width, height),
    ):
        assert image.crop(strip).getextrema() == (255, 255)


@needs_font
def test_signs_that_the_font_lacks_are_marked() -> None:
    assert fonts.printable("😀😀驿站א") == "〓驿站〓"
    assert fonts.missing("驿站 Café €1 😀") == {"😀"}


@needs_font
def test_four_stand_on_a_sheet(tmp_path: Path) -> None:
    body = pdf([plate()] * 5, WORDS, MANY[Size.A4], cut=True)
    assert body.count(b"/Type /Page\n") == 2
    last = picture(body, tmp_path, page=2, dots=50)
    assert last.crop((last.width // 2 + 4, 4, last.width, last.height // 2 - 4)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("黑龙江省哈尔滨市道里区尚志大街1号", "道里区尚志大街1号"),
        ("哈尔滨市道里区尚志大街1号", "道里区尚志大街1号"),
        ("道里区尚志大街1号", "道里区尚志大街1号"),
        ("市场路8号", "市场路8号"),
        ("上海市人民广场", "上海市人民广场"),
        ("", ""),
    ],
)
def test_an_address_is_said_to_people_of_the_town(address: str, short: str) -> None:
    assert short_address(address) == short


# --- Over HTTP -------------------------------------------------------------------------------------------------------


class Desk:
    """A visitor of an application that knows its public address, a county with two places, and another county."""

    def __init__(self, store: Connection, public_url: str | None = "https://map.example.org") -> None:
        settings = Settings(secret_key="a secret of the tests", atlas=False, public_url=public_url)
        app = create_app(settings, store=RehearsalStore(store), source=Drawn(store))
        app.testing = True
        self.visit: FlaskClient = app.test_client()
        self.city = unit(store, level="city")
        self.county, self.elsewhere = unit(store, parent=self.city), unit(store)
        self.places = [enter_one(store, name=name) for name in ("工会驿站", HOSTILE[:100])]
        self.far = enter_one(store, name="别处的驿站")
        for place in self.places:
            keep(store, place, self.county)
        keep(store, self.far, self.elsewhere)
        self.manager = account(store, "manager", self.county)
        self.headers = {"Authorization": f"Bearer {token(store, self.manager, 'read')}"}

    def get(self, path: str, **more: Any) -> Any:
        return self.visit.get(f"/api/v1{path}", headers={**self.headers, **more})


@pytest.fixture
def desk(store: Connection) -> Desk:
    return Desk(store)


def test_a_plate_opens_the_card_at_the_address_that_was_set_and_at_no_other(desk: Desk) -> None:
    answer = desk.get(f"/stations/{desk.places[0]}/plate.svg", Host="evil.example")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert f"map.example.org/stations/{desk.places[0]}<" in answer.text
    assert "evil" not in answer.text


def test_without_a_public_address_there_is_no_plate(store: Connection) -> None:
    desk = Desk(store, public_url=None)
    for path in (
        f"/stations/{desk.places[0]}/plate.svg",
        f"/stations/{desk.places[0]}/plate.pdf",
        "/manage/plates.pdf",
    ):
        answer = desk.get(path)
        assert (answer.status_code, "WAYSTATION_PUBLIC_URL" in answer.json["detail"]) == (409, True)
    sign_in(desk.visit, store, desk.manager)
    page = desk.visit.get("/manage/plates")
    assert (page.status_code, "WAYSTATION_PUBLIC_URL" in page.text, "<img" in page.text) == (200, True, False)


@needs_font
@pytest.mark.parametrize(
    "path", ["/stations/{}/plate.svg", "/stations/{}/plate.pdf", "/stations/{}/plate.pdf?size=a4"]
)
def test_a_plate_is_made_by_the_own_branch(desk: Desk, path: str) -> None:
    assert desk.get(path.format(desk.places[0])).status_code == 200
    assert desk.get(path.format(desk.far)).status_code == 403
    assert desk.get(path.format(999_999_999)).status_code == 404
    assert desk.get(path.format("x")).status_code == 404
    assert desk.visit.get(f"/api/v1{path.format(desk.places[0])}").status_code == 401


@needs_font
def test_the_plates_of_a_branch_come_part_by_part(desk: Desk) -> None:
    first = desk.get("/manage/plates.pdf?limit=1&size=a6")
    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    following = re.fullmatch(r'</api/v1(.*)>; rel="next"', first.headers["Link"])
    assert following is not None
    last = desk.get(following[1])
    assert (last.status_code, "Link" in last.headers) == (200, False)
    assert b"/Count 1" in last.data
    assert desk.get("/manage/plates.pdf?cursor=9000000000000000000").status_code == 409


@needs_font
def test_a_unit_of_another_branch_has_no_plates_here(desk: Desk) -> None:
    assert desk.get(f"/manage/plates.pdf?unit={desk.county}").status_code == 200
    for stranger in (desk.elsewhere, desk.city, 999_999_999):
        assert desk.get(f"/manage/plates.pdf?unit={stranger}").status_code == 404


@needs_font
def test_one_file_is_drawn_at_a_time(desk: Desk) -> None:
    with plates._drawing:
        answer = desk.get("/manage/plates.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert desk.get("/manage/plates.pdf").status_code == 200


def test_without_the_font_the_pdf_says_what_is_missing_and_the_svg_is_drawn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FONT", Path("/nowhere.ttf"))
    answer = desk.get(f"/stations/{desk.places[0]}/plate.pdf")
    assert (answer.status_code, "fonts-droid-fallback" in answer.json["detail"]) == (409, True)
    assert desk.get(f"/stations/{desk.places[0]}/plate.svg").status_code == 200


@needs_font
def test_missing_signs_are_told(desk: Desk, store: Connection) -> None:
    odd = enter_one(store, name="驿站😀")
    keep(store, odd, desk.county)
    assert desk.get("/manage/plates.pdf").headers["Plates-With-Missing-Signs"] == "1"
    sign_in(desk.visit, store, desk.manager)
    page = desk.visit.get("/manage/plates").text
    assert "驿站😀 <span" in page


def test_the_page_shows_names_as_text(desk: Desk, store: Connection) -> None:
    sign_in(desk.visit, store, account(store, "planner", desk.county))
    page = desk.visit.get("/manage/plates")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "别处的驿站" not in page.text


@pytest.mark.parametrize(
    "query", ["size=a5", "limit=0", "cursor=-1", "unit=x", "colour=red", "cut=maybe", "size=a4&size=a6"]
)
def test_a_wrong_query_is_refused(desk: Desk, query: str) -> None:
    assert desk.get(f"/manage/plates.pdf?{query}").status_code == 400


def test_a_sheet_is_covered_by_its_plates() -> None:
    sheet: Sheet = MANY[Size.A4]
    assert [two[0] - one[0] for one, two in pairwise(sheet.corners[:2])] == [105]
    assert sheet.corners[-1] == (105, 148.5)
