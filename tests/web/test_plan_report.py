"""The report of a plan: one file that asks nobody, the same in HTML and PDF, and nothing that people write runs."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests import planned
from tests.planned import document, layers
from web.plans import method, words
from web.plans.child import drawn
from web.plans.report import parts, report
from web.words import LANGS, Lang, speaker

NASTY = (
    '<b>x</b></para><script>alert(1)</script>"><img src=x onerror=alert(1)>${1}{{ 7*7 }}{% endraw %}{{ 6*9 }}'
)


def text_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, without its line breaks."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    (folder / "report.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-raw", folder / "report.pdf", "-"], check=True, capture_output=True)
    return squeezed(told.stdout.decode())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", list(planned.BESIDE))
@pytest.mark.parametrize("lang", LANGS)
def test_html_and_pdf_say_the_same(kind: str, lang: Lang, tmp_path: Path) -> None:
    made = document(kind)
    say = speaker(lang, "plan")
    html = report(made, layers(), lang, "html", title="某区").decode()
    paper = text_of(report(made, layers(), lang, "pdf", title="某区"), tmp_path)
    whole = squeezed(unescape(re.sub(r"<[^>]+>", "", html)))
    told = parts(made, layers(), say, title="某区")
    for one in [
        told.title,
        told.headline,
        told.measured,
        *told.notes,
        *told.method,
        *told.limits,
        *told.credits,
    ]:
        assert squeezed(one) in whole
        assert squeezed(one) in paper
    for table in [told.figures, *told.tables]:
        for cell in (cell for row in table.rows for cell in row) if table else ():
            assert squeezed(cell) in whole
            assert squeezed(cell) in paper
    assert planned.SHA in whole
    assert planned.SHA in paper


def test_a_report_asks_no_other_host() -> None:
    html = report(document(), layers(), "zh", "html").decode()
    addresses = set(re.findall(r"https?://[^\"' )]+", html)) - {"http://www.w3.org/2000/svg"}
    assert addresses == set()
    assert not re.search(r"<(script|link|img|iframe)\b| (src|href)=", html)


def test_each_plot_says_how_it_was_measured() -> None:
    html = report(document(), layers(), "zh", "html").decode()
    said = html.count(method.measured(document(), speaker("zh", "plan")))
    assert said >= 1 + len(parts(document(), layers(), speaker("zh", "plan")).plots)


def test_the_same_plan_gives_the_same_pdf() -> None:
    one, two = (report(document("site"), layers(), "en", "pdf") for _ in range(2))
    assert one == two
    assert one.startswith(b"%PDF")


@pytest.mark.parametrize("kind", list(planned.BESIDE))
def test_what_people_write_is_text(kind: str, tmp_path: Path) -> None:
    made = nasty(document(kind))
    html = report(made, layers(NASTY), "zh", "html", title=NASTY).decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>x" not in html
    paper = text_of(report(made, layers(NASTY), "zh", "pdf", title=NASTY), tmp_path)
    assert squeezed(NASTY) in paper


def nasty(told: Any) -> Any:
    """Put something nasty wherever somebody may have written a name."""
    if isinstance(told, dict):
        free = ("name", "source", "licence", "road", "a_name", "b_name", "title", "filter")
        return {
            name: NASTY if name in free and isinstance(one, str) else nasty(one) for name, one in told.items()
        }
    return [nasty(one) for one in told] if isinstance(told, list) else told


def test_a_plan_with_hundreds_of_areas_is_a_report_of_some_pages(tmp_path: Path) -> None:
    many = [{"code": str(nth), "name": f"第{nth}区", **planned.figures(nth / 400)} for nth in range(400)]
    paper = text_of(report(document(by_area=many), layers(), "zh", "pdf"), tmp_path)
    assert "另有340行" in paper


def test_a_map_is_drawn_by_a_child_once_and_asks_no_other_host() -> None:
    made = document("site")
    map_ = drawn("map", made, layers(NASTY), "zh").decode()
    addresses = set(re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(https?:[^\"')]+)", map_))
    assert {one for one in addresses if "leafletjs.com" not in one} == set()
    assert "<img src=x" not in map_
    assert squeezed(unescape(words.headline(made, speaker("zh", "plan")))) in squeezed(unescape(map_))
    assert 'type="range"' in map_
    assert 'type="range"' not in drawn("map", document(), layers(), "zh").decode()


def test_no_name_is_run_as_a_template_of_folium() -> None:
    made = nasty(document("gaps", gaps=[{**planned.GAPS[0], "name": NASTY}]))
    made["inputs"]["demand"]["source"] = NASTY
    html = drawn("map", made, layers("{{ 71 * 7000 }}{% endraw %}"), "zh").decode()
    assert "497000" not in html
    assert "%7B%7B%2071%20%2A%207000%20%7D%7D" in html  # as the browser decodes it, and puts it in as text
    assert (
        html.count("&#123;&#123; 7*7 }}&#123;% endraw %}&#123;&#123; 6*9 }}") >= 2
    )  # in its title and its notes
