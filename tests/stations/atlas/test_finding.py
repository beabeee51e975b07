from collections.abc import Iterator
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from stations.atlas import matching
from stations.atlas.finding import MOST_FOUND, MOST_SIGNS, Finder, build
from stations.atlas.readings import folded, readings

Place = tuple[str, str | None, str]  # name, English name, address

CENTRED = Transformer.from_crs("EPSG:4326", "EPSG:4978", always_xy=True)
EARTH = Geod(ellps="WGS84")
STREET: Place = ("中央大街工会驿站", "Central Street Rest Station", "哈尔滨市道里区中央大街100号")
GATE: Place = ("朝阳门户外劳动者服务站", None, "北京市东城区朝阳门内大街8号KFC旁")
TOWN: Place = ("24小时智能驿站(番禺店)", None, "广州市番禺区绿园路3号")


def finder(
    *places: Place, at: list[tuple[float, float]] | None = None, ids: list[int] | None = None
) -> Finder:
    names, names_en, addresses = zip(*places, strict=True) if places else ((), (), ())
    points = at or [(116.0, 40.0)] * len(places)
    xyz = [CENTRED.transform(lon, lat, 0.0) for lon, lat in points]
    arrays = build(names, names_en, addresses)
    return Finder(arrays, np.array(ids or range(len(places))), np.array(xyz).reshape(-1, 3))


def rank(question: str, *places: Place) -> list[int | None]:
    """Give the rank of each place, None where it was not found."""
    found = finder(*places).find(question)
    ranks = dict(zip(found.slots.tolist(), found.ranks.tolist(), strict=True))
    return [ranks.get(slot) for slot in range(len(places))]


# --- The oracle: every way to read a question from every start. ---


def ways(text: str, question: str, how: int = matching.LITERAL) -> Iterator[tuple[str, int]]:
    """Give what is left of the text, and how the question was read, for each way to read it at its beginning."""
    if not question:
        yield text, how
        return
    if not text:
        return
    first, rest = text[0], text[1:]
    if first == question[0]:
        yield from ways(rest, question[1:], how)
    for reading in readings(first):
        if question.startswith(reading):
            yield from ways(rest, question[len(reading) :], max(how, matching.PINYIN))
        elif reading.startswith(question):
            yield rest, max(how, matching.PINYIN)
        initials = {reading[:1]} | ({reading[:2]} if reading[:2] in {"zh", "ch", "sh"} else set())
        for initial in initials:
            if question.startswith(initial):
                yield from ways(rest, question[len(initial) :], matching.INITIALS)


def slow_rank(question: str, place: Place) -> float:
    signs = folded(question)[:MOST_SIGNS]
    ranks = [inf]
    if not signs:
        return inf
    for name in (place[0], place[1] or ""):
        text = folded(name)
        for start in range(len(text)):
            for left, how in ways(text[start:], signs):
                if how == matching.LITERAL:
                    ranks.append(2 if start else 1 if left else 0)
                else:
                    ranks.append({matching.PINYIN: 3, matching.INITIALS: 4}[how] + (2 if start else 0))
    text = folded(place[2])
    for start in range(len(text)):
        ranks += [how + 6 for _, how in ways(text[start:], signs)]
    return min(ranks)


PIECES = "中央,大街,朝阳,长,行,绿,六安,重庆,驿站,欧,西安,恩,a,KFC,zh,3号,略, ,-,安,儿".split(",")  # noqa: SIM905 - as a list it fills the page
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
PLACES = st.tuples(TEXTS, st.none() | st.sampled_from(["Xi'an East", "Zhong", "a", "-"]), TEXTS)
SPELLED = "zhong yang zh z y d da jie j chao c ch lv lu l an a xi xian o e er h".split()  # noqa: SIM905
QUESTIONS = st.lists(st.sampled_from(PIECES + SPELLED), min_size=1, max_size=5).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(PLACES, max_size=6), QUESTIONS)
def test_ranks_are_those_of_trying_every_way_to_read(places: list[Place], question: str) -> None:
    slow = [slow_rank(question, place) for place in places]
    assert rank(question, *places) == [None if one == inf else one for one in slow]


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACES, max_size=4), QUESTIONS, st.sampled_from([1, 2, 5]))
def test_the_best_come_first_and_nearer_ones_within_a_rank(
    places: list[Place], question: str, limit: int
) -> None:
    doubled = places * 3
    at = [(100.0 + 7 * slot % 11, 30.0 + 5 * slot % 7) for slot in range(len(doubled))]
    found = finder(*doubled, at=at).find(question, near=(104.0, 33.0), limit=limit)
    away = [EARTH.inv(104.0, 33.0, *point)[2] for point in at]
    ranks = [slow_rank(question, place) for place in doubled]
    order = sorted((ranks[slot], away[slot], slot) for slot in range(len(doubled)) if ranks[slot] < inf)
    assert found.slots.tolist() == [slot for *_, slot in order[:limit]]


# --- What people type. ---


@pytest.mark.parametrize(
    "question",
    ["中央大街", "zhongyangdajie", "zydj", "中央", "zhongydj", "中央dajie", "zhydj", "ＺＹＤＪ", "中央 大街",
     "Zhong Yang", "道里区",
     "daoliqu", "dlq", "100号", "中央大街100", "central street", "Street", "z", "站",
     "zhongyangd", "央大j"],
)  # fmt: skip
def test_a_street_is_found_however_it_is_typed(question: str) -> None:
    assert rank(question, STREET, ("乐园", None, "")) != [None, None]
    assert rank(question, STREET, ("乐园", None, ""))[0] is not None


@pytest.mark.parametrize("question", ["chaoyangmen", "zhaoyangmen", "cym", "zym", "kfc", "chaoYM", "朝ym"])
def test_all_readings_of_a_character_lead_to_it(question: str) -> None:
    assert rank(question, GATE)[0] is not None


@pytest.mark.parametrize(
    "question", ["lvyuan", "luyuan", "lüyuan", "lǜyuán", "panyu", "24xiaoshi", "24xs", "24小时"]
)
def test_u_with_dots_is_typed_as_v_or_u_and_digits_as_themselves(question: str) -> None:
    assert rank(question, TOWN)[0] is not None


@pytest.mark.parametrize(
    "question",
    ["hongyang", "ongyang", "yangdajiez", "街中", "央街", "zydx", "q", "龘", "中龘", "", " ", "。"],
)
def test_what_does_not_stand_there_is_not_found(question: str) -> None:
    assert rank(question, ("中央大街", None, "")) == [None]


def test_ranks_tell_how_and_where_a_question_matched() -> None:
    assert rank(
        "中央", ("中央", None, ""), ("中央路", None, ""), ("小中央", None, ""), ("路", None, "中央")
    ) == [0, 1, 2, 7]
    assert rank("zhongy", ("中央", None, ""), ("小中央", None, ""), ("路", None, "中央路")) == [3, 5, 8]
    assert rank("zy", ("中央", None, ""), ("小中央", None, ""), ("路", None, "中央路")) == [4, 6, 9]
    assert rank("zy", ("路", "Zy", ""), ("路", "ZY Road", ""), ("路", "Old ZY", "")) == [0, 1, 2]


def test_the_better_of_both_names_counts_and_a_place_is_given_once() -> None:
    assert rank("zhong", ("中央", "Zhong", "中央")) == [0]
    assert finder(("中央", "Zhong", "中央")).find("zhong").slots.tolist() == [0]


def test_addresses_fill_up_what_names_leave() -> None:
    many = finder(("中央", None, ""), ("路", None, "中央"), ("中央路", None, ""))
    assert many.find("中央", limit=2).slots.tolist() == [0, 2]
    assert many.find("中央", limit=3).slots.tolist() == [0, 2, 1]


def test_without_a_point_the_lowest_ids_come_first() -> None:
    found = finder(STREET, STREET, STREET, ids=[30, 10, 20]).find("zydj", limit=2)
    assert found.slots.tolist() == [1, 2]
    assert found.squares.tolist() == [0.0, 0.0]


def test_squares_are_those_of_the_chord_through_the_earth() -> None:
    found = finder(STREET, at=[(126.6, 45.8)]).find("zydj", near=(126.601, 45.801))
    away_m = EARTH.inv(126.6, 45.8, 126.601, 45.801)[2]
    assert found.squares[0] ** 0.5 == pytest.approx(away_m, abs=1e-3)


def test_places_that_are_gone_are_left_out() -> None:
    three = finder(STREET, STREET, STREET)
    assert three.find("zydj", gone=np.array([0, 1, 0], np.uint8)).slots.tolist() == [0, 2]
    assert three.find("zydj", gone=np.zeros(0, np.uint8)).slots.tolist() == [0, 1, 2]


def test_no_more_than_fifty_are_given() -> None:
    many = finder(*[STREET] * 60)
    assert [len(many.find("站", limit=limit).slots) for limit in (0, 3, 99)] == [1, 3, MOST_FOUND]


def test_an_empty_picture_finds_nothing() -> None:
    assert finder().find("zydj", near=(116.0, 40.0)).slots.size == 0


def test_a_long_question_is_cut() -> None:
    assert rank("中" * 5000, ("中" * 60, None, ""), ("中" * 59, None, "")) == [0, None]


def test_places_without_words_are_passed_over() -> None:
    assert rank("zy", ("", None, ""), ("·", "", "·"), ("中央", "!", "")) == [None, None, 4]


@pytest.mark.parametrize("name", ["\0中央", "中\0央", "\ud800中央"])
def test_signs_that_no_store_keeps_do_no_harm(name: str) -> None:
    assert rank("zhongyang", STREET, (name, None, ""))[1] in {3, 5}


def test_arrays_may_be_mapped_from_a_file_that_nobody_may_write(tmp_path: Any) -> None:
    made = build([STREET[0]], [STREET[1]], [STREET[2]])
    mapped = {}
    for key, array in made.items():
        np.save(tmp_path / f"{key}.npy", array)
        mapped[key] = np.load(tmp_path / f"{key}.npy", mmap_mode="r")
    found = Finder(mapped, np.array([7]), np.zeros((1, 3))).find("zydj")
    assert found.ranks.tolist() == [4]


@pytest.mark.parametrize("question", ["zhongydj", "中央dajie", "站", "daoliq", "rest"])
def test_it_works_as_well_where_nothing_can_be_compiled(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = rank(question, STREET, GATE, TOWN)
    for name in ("rows", "looks", "sift", "judge", "choose"):
        kernel = getattr(matching, name)
        monkeypatch.setattr(matching, name, getattr(kernel, "py_func", kernel))
    assert rank(question, STREET, GATE, TOWN) == compiled
