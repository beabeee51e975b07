import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.atlas.finding import Finder, build
from stations.atlas.readings import LONGEST, folded, readings

# Characters of place names whose common reading is another one.
PLACES = {
    "朝阳门": "chao yang men",
    "朝阳": "zhao yang",
    "番禺": "pan yu",
    "六安": "lu an",
    "六合": "liu he",
    "重庆": "chong qing",
    "厦门": "xia men",
    "大厦": "da sha",
    "大埔": "da bu",
    "黄埔": "huang pu",
    "蚌埠": "beng bu",
    "亳州": "bo zhou",
    "莘县": "shen xian",
    "莘庄": "xin zhuang",
    "洪洞": "hong tong",
    "铅山": "yan shan",
    "东莞": "dong guan",
    "尉犁": "yu li",
    "单县": "shan xian",
    "枞阳": "zong yang",
    "筠连": "jun lian",
    "荥阳": "xing yang",
    "渑池": "mian chi",
    "中牟": "zhong mu",
    "会稽": "kuai ji",
    "十里堡": "shi li pu",
    "吴堡": "wu bu",
    "柴达木大坝": "chai da mu da ba",
    "繁峙": "fan shi",
    "解州": "xie zhou",
    "泌阳": "bi yang",
    "乐清": "yue qing",
    "乐亭": "lao ting",
    "大栅栏": "da shi lan",
    "什刹海": "shi cha hai",
    "蔚县": "yu xian",
    "大城": "dai cheng",
    "涡阳": "guo yang",
    "台州": "tai zhou",
    "歙县": "she xian",
    "盱眙": "xu yi",
    "珲春": "hun chun",
    "长春": "chang chun",
    "长子": "zhang zi",
    "银行": "yin hang",
    "绿园": "lu yuan",
    "旅顺": "lv shun",
    "吕梁": "lu liang",
    "略阳": "lue yang",
}


@pytest.mark.parametrize(("name", "spoken"), PLACES.items())
def test_every_reading_of_a_place_name_is_known(name: str, spoken: str) -> None:
    assert [said for sign, said in zip(name, spoken.split(), strict=True) if said not in readings(sign)] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ＺＹＤＪ", "zydj"),
        (" 中央 大街（东）", "中央大街东"),
        ("zhōng-yāng", "zhongyang"),
        ("lǜ", "lu"),
        ("Café №3", "cafeno3"),
        ("①号", "1号"),
        ("Straße", "strasse"),
        ("🚚🚚", ""),
        ("", ""),
    ],
)
def test_width_case_marks_and_spaces_do_not_matter(typed: str, meant: str) -> None:
    assert folded(typed) == meant


@given(st.text(max_size=20))
def test_what_was_folded_has_no_spaces_nor_capitals(text: str) -> None:
    kept = folded(text)
    assert not any(sign.isspace() or sign in ",.;:!?()，。（）·-" for sign in kept)
    assert folded(text.upper()) == folded(text.upper().lower())


@given(
    st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd", "Zs", "Po"], max_codepoint=0xFFFF), max_size=9)
)
def test_signs_that_pass_part_texts_without_changing_them(text: str) -> None:
    assert folded(f"{text}\0{text}", passing="\0") == f"{folded(text)}\0{folded(text)}"


@given(st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF))
def test_readings_are_plain_letters(sign: str) -> None:
    assert all(
        one.isascii() and one.isalpha() and one == one.lower() and len(one) <= LONGEST
        for one in readings(sign)
    )


def test_signs_that_are_not_chinese_are_read_as_themselves() -> None:
    assert [readings(sign) for sign in "a1éㄅあ"] == [()] * 5


def test_pypinyin_is_loaded_only_where_readings_are_made() -> None:
    asked = "import sys, stations.atlas.finding; print('pypinyin' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"


def test_a_picture_gives_the_readings_it_was_drawn_with_and_asks_for_no_other() -> None:
    signs = sorted({sign for place in PLACES for sign in place} | set("ab8会议"))
    arrays = build(["".join(signs)], [None], [""])
    kept = Finder(arrays, np.zeros(1), np.zeros((1, 3)))
    assert [kept.readings(sign) for sign in signs] == [readings(sign) for sign in signs]
    assert "鑫" not in signs
    assert "xin" in kept.readings("鑫")


def test_places_laid_over_a_picture_load_no_pinyin_for_signs_that_it_has() -> None:
    program = """
import sys
from stations.atlas import finding
import numpy as np
arrays = finding.build(["中央大街"], [None], ["道里区8号"])
kept = finding.Finder(arrays, np.zeros(1), np.zeros((1, 3)))
for name in [one for one in sys.modules if one.startswith("pypinyin")]:
    del sys.modules[name]
again = finding.build(["大街中央 Cafe"], [None], ["8号区"], kept.readings)
print(any(one.startswith("pypinyin") for one in sys.modules), len(again["find_letter"]) > 0)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]
