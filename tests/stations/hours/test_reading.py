"""What people write, and what becomes of it: the stored form, or `-` and the part that isn't understood."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stations.hours import parse, read, write

TABLE = Path(__file__).with_name("reading.tsv")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [{**row, "text": row["text"].replace("\\n", "\n")} for row in table]


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 120


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"] or "nothing")
def test_reading(row: dict[str, str]) -> None:
    found = read(row["text"])
    stored = None if row["stored"] == "-" else row["stored"]
    assert (found.stored, found.not_understood) == (stored, row["not_understood"])
    assert (found.hours is None) == (stored is None)
    assert bool(found.why) == (stored is None)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"] or "nothing")
def test_the_stored_form_is_read_as_itself(row: dict[str, str]) -> None:
    if row["stored"] != "-":
        assert read(row["stored"]).stored == row["stored"] == write(parse(row["stored"]))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"] or "nothing")
def test_the_stored_form_is_openstreetmaps(row: dict[str, str]) -> None:
    opening_hours = pytest.importorskip("opening_hours")
    if row["stored"] != "-":
        opening_hours.OpeningHours(row["stored"])


@given(st.text())
@example("𑋰")
@example("٠:00")
def test_no_text_makes_it_fail(text: str) -> None:
    found = read(text)
    assert (found.hours is None) == bool(found.why)


WORDS = (
    "周一 周五 至 - 、 ， ； 8:00 17:30 22:00 5:00 次日 上午 下午 晚 节假日 工作日 每天 休息 除外 开放 "
    '24小时 5月 9月 1日 （ ） 点 8 20 全年 夏季 改为 另有 " off Mo'
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map("".join))
def test_no_mix_of_words_makes_it_fail_and_all_that_is_read_can_be_stored(text: str) -> None:
    found = read(text)
    if found.stored is not None:
        assert found.hours is not None
        assert read(found.stored).hours == found.hours


@pytest.mark.parametrize(
    "text",
    ["周一、" * 160, "8:00-12:00," * 45, "(" * 500, "至" * 500, "每" * 500, "一" * 500, "节假日" * 160, "预约" * 250,
     "(预约" * 160, "24 " * 160, "2026年" * 100, " " * 500, '"' * 500, "Mo-" * 160, "法定" * 250, "x" * 100_000,
     "周一" * 1000, "8:00-" * 400, "1" * 2000],
)  # fmt: skip
def test_reading_takes_no_time(text: str) -> None:
    begun = time.perf_counter()
    read(text)
    assert time.perf_counter() - begun < 1
