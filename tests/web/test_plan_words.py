"""What a plan found, in sentences: the figure first, how it was measured on each, nothing rounded to what it is not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.planned import GAPS, SITE, document, figures
from web.plans import finding, method, numbers, tables, words
from web.words import LANGS, Lang, dictionary, speaker

ZH, EN = speaker("zh", "plan"), speaker("en", "plan")
HOLE = re.compile(r"\{(\w+)\}")
KINDS = ("coverage", "gaps", "site", "corridor", "compare")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("made", "zh"),
    [
        (document(), "15 分钟内有开门的驿站的骑手占 60 %，周日夜里 11 点只有 9 %。"),
        (document(times={}), "15 分钟内有开门的驿站的骑手占 60 %。"),
        (document(figures=figures(None, weight=0.0)), "这里没有需求数据，算不出占比。"),
        (document("gaps"), "15 分钟内没有开门的驿站的骑手有 400（40 %），最大的一片在东区，有 210。"),
        (document("gaps", gaps=GAPS[1:]),
         "15 分钟内没有开门的驿站的骑手有 400（40 %），最大的一片在图上的 1 号，有 190。"),
        (document("gaps", gaps=[]), "15 分钟内没有开门的驿站的骑手有 400（40 %）。"),
        (document("site"), "再建 2 处，15 分钟内有开门的驿站的骑手从 60 % 升到 83 %。已证明任何选法最多再好 0.50 %。"),
        (
            document("site", site={**SITE, "gap": 0.0}),
            "再建 2 处，15 分钟内有开门的驿站的骑手从 60 % 升到 83 %。已证明没有更好的选法。",
        ),
        (
            document("site", site={**SITE, "model": "lscp", "value": 2, "gap": 0.0, "asked": {"share": 0.95}}),
            "要让 95 % 的骑手在 15 分钟内有开门的驿站，需要再建 2 处。已证明没有更好的选法。",
        ),
        (
            document("site", site={**SITE, "model": "pmedian", "value": 6.5, "unit": "min"}, standard=None),
            "再建 2 处，骑手到最近开门的驿站平均 6.5 分钟。已证明任何选法最多再好 0.50 %。",
        ),
        (
            document("site", site={**SITE, "model": "pcenter", "value": 20.0, "gap": None}, standard=None),
            "再建 2 处，离得最远的骑手到最近开门的驿站也只要 20 分钟。与最好的选法差多少，没有证明。",
        ),
        (document("site", site={**SITE, "sites": [], "value": None}), "没有选出新的地点。"),
        (
            document("corridor"),
            "有 1 段路行车 100 公里内没有开门的驿站，最长的一段 212 公里：G30 去程，40 至 252 公里处。",
        ),
        (
            document("compare"),
            "关闭 1 处、增加 1 处后，15 分钟内有开门的驿站的骑手从 60 % 变为 66 %（+6.0 个百分点）。",
        ),
    ],
    ids=["hours", "no hours", "no demand", "gaps", "a gap without a name", "no gaps", "mclp", "proved best", "lscp",
         "pmedian", "pcenter unproved", "none chosen", "corridor", "compare"],
)  # fmt: skip
def test_a_plan_says_its_figure_first(made: dict[str, Any], zh: str) -> None:
    assert plain(words.headline(made, ZH)) == zh
    assert words.headline(made, EN)


def test_a_comparison_without_changes_says_what_it_was_asked() -> None:
    told = document("compare")["compare"] | {"changes": []}
    assert plain(words.headline(document("compare", compare=told), ZH)).startswith("关闭后影响最小的是老站")
    late = told | {"evening": {"until": "22:00", "before": 0.6, "after": 0.7, "places": []}}
    assert plain(words.headline(document("compare", compare=late), ZH)).startswith("都开到 22:00的话")


def test_a_corridor_without_stretches_says_so() -> None:
    known = document("corridor")["corridor"]
    roads = [one | {"unknown_km": 0.0} for one in known["roads"]]
    told = known | {"stretches": [], "roads": roads}
    assert finding.corridor(document("corridor", corridor=told), ZH) == "沿线每 100 公里以内都有开门的驿站。"
    told["roads"] = [roads[0] | {"unknown_km": 70.0}]
    assert "有 70 公里，到线路尽头为止前方都没有" in finding.corridor(document("corridor", corridor=told), ZH)


@pytest.mark.parametrize(
    ("travel", "zh"),
    [
        ({}, "按直线距离 × 1.3 计算，没有用路网，每小时 4.8 公里。"),
        ({"detour": 1.0, "speed_kmh": None}, "按直线距离计算，没有用路网。"),
        ({"by": "walk", "detour": None, "speed_kmh": None, "roads": "某市"}, "按路网计算（步行，某市）。"),
    ],
)
def test_how_it_was_measured_is_said(travel: dict[str, Any], zh: str) -> None:
    made = document()
    made["travel"] |= travel
    assert method.measured(made, ZH) == zh
    assert method.measured(made, ZH) in method.method(made, ZH)


def test_notes_are_said_as_the_plan_has_them_and_an_unknown_one_is_not_dropped() -> None:
    made = document(
        notes=[
            *document()["notes"],
            {"code": "later", "params": {"n": 3}},
            {"code": "geodesic", "params": {}},
        ]
    )
    assert method.notes(made, EN) == ["The hours of 1 place are not known.", "later: n 3"]


def test_inputs_are_named_with_source_licence_and_digest() -> None:
    (name, text, digest), places = method.inputs(document(), EN)
    assert (name, digest) == ("Demand", "3f" * 32)
    assert text == "骑手, 4 points, 1,000 in all, 某平台, CC BY 4.0"
    assert "only" not in places[1]
    chosen = document()
    chosen["inputs"]["places"]["filter"] = {"kinds": ["rest"], "services": [], "statuses": ["open"]}
    assert "only kinds = rest" in method.inputs(chosen, EN)[1][1]
    assert "符合条件" in words.headline(chosen, ZH)


@given(st.floats(0, 1), st.integers(0, 2))
@example(0.005, 0)
def test_a_share_reads_as_none_or_all_only_where_it_is(share: float, digits: int) -> None:
    said = numbers.percent(share, digits).replace(numbers.SIGN, "")
    assert (re.fullmatch(r"0(\.0+)?", said) is not None) == (share == 0)
    assert (re.fullmatch(r"100(\.0+)?", said) is not None) == (share == 1)


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_shares_read_alike_only_when_they_nearly_are(one: float, other: float) -> None:
    said = numbers.percents(one, other)
    assert said[0] != said[1] or abs(one - other) < 0.0011


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(None, "min", "到不了"), (float("inf"), "m", "到不了"), (0.0, "m", "0 米"), (999.4, "m", "999 米"),
     (1500.0, "m", "1.5 公里"), (212_400.0, "m", "212 公里"), (12.0, "min", "12 分钟"), (12.65, "min", "12.7 分钟")],
)  # fmt: skip
def test_costs_read_as_people_say_them(value: float | None, unit: Any, said: str) -> None:
    assert numbers.cost(value, unit, ZH) == said


def test_hours_of_the_day_are_said_as_people_do() -> None:
    said = [numbers.hour(hour, ZH) for hour in (0, 3, 8, 12, 15, 20, 23)]
    assert said == [
        "夜里 12 点",
        "凌晨 3 点",
        "早上 8 点",
        "中午 12 点",
        "下午 3 点",
        "晚上 8 点",
        "夜里 11 点",
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_tables_have_as_many_cells_as_heads(kind: str, lang: Lang) -> None:
    found = tables.tables(document(kind), speaker(lang, "plan"))
    assert found
    for one in found:
        assert {len(row) for row in one.rows} == {len(one.heads)}


def test_a_plan_with_capacity_tells_what_each_site_serves_and_how_many_there_is_room_for() -> None:
    full = [{**one, "served": 40.0, "capacity": 50.0} for one in SITE["sites"]]
    made = document(
        "site", site={**SITE, "sites": full, "curve": [], "asked": {"sites": 2, "capacity": 50.0}}
    )
    (table,) = (one for one in tables.tables(made, ZH) if one.name == "sites")
    assert [*table.heads[3:5], *table.rows[0][3:5]] == ["服务的骑手", "最多", "40", "50"]
    assert "装得下的骑手有 830。" in plain(words.headline(made, ZH))
    assert "装得下" not in words.headline(document("site"), ZH)


def test_a_table_that_is_cut_says_how_much_is_left_out() -> None:
    many = [{**GAPS[0], "rank": nth + 1} for nth in range(tables.MOST_ROWS + 3)]
    (found,) = (one for one in tables.tables(document("gaps", gaps=many), ZH) if one.name == "gaps")
    assert (len(found.rows), found.more) == (tables.MOST_ROWS, 3)


def test_both_languages_have_the_same_keys_with_the_same_holes() -> None:
    chinese, english = dictionary("zh", "plan"), dictionary("en", "plan")
    assert list(chinese) == list(english)
    uneven = {
        key for key, said in chinese.items() if set(HOLE.findall(said)) < set(HOLE.findall(english[key]))
    }
    assert uneven <= {key for key in chinese if key.startswith("hour.")}


def test_every_key_is_asked_for_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [
            *Path("web/plans").glob("*.py"),
            *Path("web/templates").glob("*/*plan*"),
            *Path("web/templates/plan").iterdir(),
        ]
    )
    heads = set(
        re.findall(
            r"[a-z_0-9]+",
            " ".join(
                re.findall(r'_heads\("([^"]+)"', code)
                + re.findall(r'"(rank name [^"]+)"', code)
                + re.findall(r'"(served [^"]+)"', code)
            ),
        )
    )
    put_together = re.compile(
        r"^(hour|day|who|place|figure|change|by|input|what|layer|map\.(change|layer)|headline\.site|method|limit|time|"
        r"access|th|table|state|stage|why|model|file|cost|unit|report|direction|wrong|hours|seconds|existing|datum)\."
    )
    unused = [
        key for key in dictionary("zh", "plan")
        if not put_together.match(key) and f'"{key}"' not in code and f"'{key}'" not in code
    ]  # fmt: skip
    assert unused == []
    assert {key.removeprefix("th.") for key in dictionary("zh", "plan") if key.startswith("th.")} <= heads


def test_words_of_a_plan_are_json_that_a_person_can_amend() -> None:
    for lang in LANGS:
        text = Path(f"web/translations/desk/plan.{lang}.json").read_text(encoding="utf-8")
        assert json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n" == text
