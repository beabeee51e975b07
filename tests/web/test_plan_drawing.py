"""Plots and maps of a plan as drawings: true to the figures, readable in grey, and nothing that people write runs."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tests import planned
from tests.planned import collection, document, layers, point, square
from web.plans import layers as of_plan
from web.plans import plots
from web.plans.colours import STEPS, UNKNOWN, lightness, viridis
from web.plans.picture import Dot, Mark, Path, Picture, Words, svg
from web.plans.still import still
from web.words import speaker

SAY = speaker("zh", "plan")
SVG = "{http://www.w3.org/2000/svg}"
NASTY = '</text><script>alert(1)</script>"><img src=x onerror=alert(1)>\x00\x1b'


def drawn(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


def said(picture: Picture) -> list[str]:
    return [mark.text for mark in picture.marks if isinstance(mark, Words)]


def fills(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.fill for mark in marks if isinstance(mark, Path | Dot) and mark.fill]


@pytest.mark.parametrize("kind", list(planned.BESIDE))
def test_all_drawings_of_a_plan_are_whole_pictures(kind: str) -> None:
    made = document(kind)
    for one in [*plots.plots(made, SAY), drawn(still(made, layers(), SAY))]:
        root = ET.fromstring(svg(one))
        assert root.get("role") == "img"
        assert root.get("aria-label") == one.title != ""
        assert not root.findall(f".//{SVG}style")
        assert "style=" not in svg(one)
        for mark in one.marks:
            if isinstance(mark, Words):
                assert 0 <= mark.x <= one.width
                assert 0 <= mark.y <= one.height


def test_viridis_goes_from_dark_to_light_in_grey_printing() -> None:
    grey = [lightness(viridis(nth / 100)) for nth in range(101)]
    assert grey == sorted(grey)
    assert (viridis(0), viridis(1), viridis(None)) == (STEPS[0], STEPS[-1], UNKNOWN)
    assert (viridis(-1), viridis(2)) == (STEPS[0], STEPS[-1])


def test_the_heat_map_has_a_cell_for_each_hour_of_a_week_and_a_holiday() -> None:
    picture = drawn(plots.hours(document(), SAY))
    cells = [
        mark
        for mark in picture.marks
        if isinstance(mark, Path) and mark.fill and _wide(mark) == plots.CELL - 1
    ]
    assert len(cells) == 8 * 24
    assert [mark.fill for mark in cells[:24]] == [viridis(0.2)] * 6 + [viridis(0.8)] * 16 + [viridis(0.2)] * 2
    assert said(picture)[:8] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日", "假日"]
    (frame, _) = [mark for mark in picture.marks if isinstance(mark, Path) and not mark.fill]
    assert frame.rings[0][0] == (plots.LEFT + 23 * plots.CELL - 0.5, 8 + 6 * plots.ROW - 0.5)  # Sunday at 23
    assert "9" in said(picture)[-1]


def test_a_plan_without_hours_has_no_heat_map() -> None:
    assert plots.hours(document(by_hour=[]), SAY) is None
    empty = [{**one, "share": None} for one in planned.by_hour()]
    assert plots.hours(document(by_hour=empty), SAY) is None


def test_areas_stand_worst_first_and_one_without_demand_has_no_bar() -> None:
    picture = drawn(plots.areas(document(), SAY))
    assert said(picture) == ["东区", "34.0\N{NO-BREAK SPACE}%", "西区", "72.0\N{NO-BREAK SPACE}%"]
    bars = [_wide(mark) for mark in picture.marks if isinstance(mark, Path)]
    assert bars[1] / bars[0] == pytest.approx(0.34)
    assert bars[3] / bars[2] == pytest.approx(0.72)


def test_of_many_areas_the_worst_are_drawn_and_the_rest_counted() -> None:
    many = [{"code": str(nth), "name": f"区{nth}", **planned.figures(nth / 100)} for nth in range(30)]
    words = said(drawn(plots.areas(document(by_area=many), SAY)))
    assert words[0] == "区0"
    assert words[-1] == "另有 10 个区域见表"


def test_the_bound_lies_nowhere_below_the_plan() -> None:
    picture = drawn(plots.curve(document("site"), SAY))
    bound, plan = [mark for mark in picture.marks if isinstance(mark, Path) and mark.width >= 2]
    assert bound.dashed
    assert all(high[1] <= low[1] for high, low in zip(bound.rings[0], plan.rings[0], strict=True))
    assert "方案 83.0\N{NO-BREAK SPACE}%" in said(picture)
    assert "界限 83.4\N{NO-BREAK SPACE}%" in said(picture)


def test_a_curve_of_costs_has_their_unit_and_falls() -> None:
    rows = [{"sites": nth, "value": 20.0 / nth, "bound": 19.0 / nth} for nth in (1, 2, 4)]
    site = {**planned.SITE, "model": "pmedian", "curve": rows}
    picture = drawn(plots.curve(document("site", site=site), SAY))
    assert "方案 5 分钟" in said(picture)
    line = next(mark for mark in picture.marks if isinstance(mark, Path) and mark.width == 2.5)
    assert [at[1] for at in line.rings[0]] == sorted(at[1] for at in line.rings[0])


@pytest.mark.parametrize("rows", [[], [{"sites": 1, "value": 1.0, "bound": None}]])
def test_a_curve_of_less_than_two_points_is_none(rows: list[dict[str, Any]]) -> None:
    assert plots.curve(document("site", site={**planned.SITE, "curve": rows}), SAY) is None


def test_a_map_shows_areas_by_share_with_gaps_and_places_on_top() -> None:
    picture = drawn(still(document(), layers(), SAY))
    assert fills(picture.marks)[:2] == [viridis(0.34), viridis(0.72)]
    assert "1" in said(picture)
    assert any(isinstance(mark, Dot) for mark in picture.marks)


def test_a_map_of_a_change_shows_what_comes_after() -> None:
    picture = drawn(still(document("compare"), layers(), SAY))
    assert fills(picture.marks)[:2] == [viridis(0.4), viridis(0.75)]


def test_a_map_of_nothing_is_none() -> None:
    assert still(document(), {}, SAY) is None
    nowhere = {"type": "Feature", "geometry": None, "properties": {}}
    assert still(document(), {"demand": {"type": "FeatureCollection", "features": [nowhere]}}, SAY) is None


def test_lengths_on_a_map_are_alike_in_both_directions() -> None:
    side = {"areas": collection((square(24.9, 60.0), {"name": "x", "share": 0.5}))}
    ring = next(mark for mark in drawn(still(document(), side, SAY)).marks if isinstance(mark, Path)).rings[0]
    wide, high = ring[1][0] - ring[0][0], ring[0][1] - ring[2][1]
    assert wide / high == pytest.approx(0.5, abs=0.01)  # the cosine of 60 degrees


def test_of_too_many_features_the_heaviest_stay_and_the_map_says_so() -> None:
    rows = [(point(0, 0), {"weight": nth}) for nth in range(30)]
    thin = {"demand": collection(*rows)}
    kept = of_plan.features(thin, "demand", 10)
    assert [one["properties"]["weight"] for one in kept] == list(range(20, 30))
    assert of_plan.thinned(thin, SAY, 10) == ["需求太多，地图只画最重的 10 个，共 30 个。"]
    assert of_plan.thinned(thin, SAY, 30) == []


def test_what_people_write_is_text() -> None:
    made = document(by_area=[{"code": "1", "name": NASTY, **planned.figures(0.3)}])
    for one in [*plots.plots(made, SAY), drawn(still(made, layers(NASTY), SAY))]:
        root = ET.fromstring(svg(one))
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {"svg", "path", "text", "circle"}


def _wide(mark: Path) -> float:
    return mark.rings[0][1][0] - mark.rings[0][0][0]


def test_a_map_shows_the_town_though_places_stand_all_over_the_country() -> None:
    stands = {"name": "老站", "hours": None, "open_hours": None, "capacity": None, "change": None}
    far = [(point(80.0 + nth / 100, 30.0), {**stands, "id": str(nth)}) for nth in range(3_000)]
    here = (point(126.61, 45.76), {**stands, "id": "here"})
    added = (point(126.9, 45.9), {**stands, "id": "new", "change": "add"})
    made = {**layers(), "places": collection(*far, here, added)}
    shown = of_plan.near(made)["places"]["features"]
    assert [one["properties"]["id"] for one in shown] == ["here", "new"]
    assert of_plan.thinned(made, SAY) == ["图外还有 3,000 处驿站，计算时也算在内。"]
    near = {**made, "places": collection(here, added)}
    assert drawn(still(document(), made, SAY)).marks == drawn(still(document(), near, SAY)).marks
    alone = {"places": made["places"]}
    assert len(of_plan.near(alone)["places"]["features"]) == 1
