"""The hours of a list: read where they can be, else kept as text with the part that was not understood."""

from pathlib import Path

import pandas as pd
import pytest
from psycopg2.extensions import connection as Connection

from geodata.hours import LONGEST_SHOWN, kept_as_text, short
from stations import survey
from tests.geodata.loading import kept, loaded, written

LIST = """编号,名称,地址,经度,纬度,开放时间,hours_inferred
1,甲街工会驿站,某市甲街1号,113.6285,34.7452,08：00—20：00,
2,乙街工会驿站,某市乙街2号,113.6312,34.7510,随社区办公时间开放,9-17
3,丙街工会驿站,某市丙街3号,113.6190,34.7398,随社区办公时间开放,看情况
4,丁街工会驿站,某市丁街4号,113.6253,34.7421,24小时,
5,戊街工会驿站,某市戊街5号,113.6273,34.7401,夏季6:00-22:00,
6,己街工会驿站,某市己街6号,113.6143,34.7331,,
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path / "list.csv", LIST)


def test_hours_read_and_hours_kept_as_text_are_counted_known_and_guessed_apart(
    store: Connection, path: Path
) -> None:
    account = loaded(store, path)
    assert account.hours == {
        "known": {"read": 2, "kept_as_text": 3},
        "guessed": {"read": 1, "kept_as_text": 1},
    }
    assert account.doubtful_rows == 3


def test_what_was_not_understood_is_told_by_distinct_text_the_most_rows_first(
    store: Connection, path: Path
) -> None:
    account = loaded(store, path)
    told = [(one.field, one.text, one.not_understood, one.rows) for one in account.unread_hours]
    assert told == [
        ("hours", "随社区办公时间开放", "随社区办公时间开放", [3, 4]),
        ("hours", "夏季6:00-22:00", "夏季", [6]),
        ("hours_inferred", "看情况", "看情况", [4]),
    ]
    assert account.unread_hours[1].reason.startswith("«夏季» is a season without its months")


def test_each_row_with_hours_kept_as_text_has_a_finding_that_leaves_with_them(
    store: Connection, path: Path, tmp_path: Path
) -> None:
    loaded(store, path)
    found = {one.source_id: one.detail for one in survey.findings(store, what="hours_unread")}
    assert found.keys() == {"2", "3", "5"}
    assert found["5"] == "hours kept as text: «夏季6:00-22:00», not understood: «夏季»"
    assert found["3"].endswith("; guessed hours kept as text: «看情况», not understood: «看情况»")
    loaded(store, written(tmp_path / "list.csv", LIST.replace("夏季", "5月至9月")))
    assert {one.source_id for one in survey.findings(store, what="hours_unread")} == {"2", "3"}


def test_the_store_keeps_the_text_and_the_stored_form(store: Connection, path: Path) -> None:
    loaded(store, path)
    assert [(one["hours"], one["opening_hours"]) for one in kept(store)] == [
        ("08：00—20：00", "Mo-Su 08:00-20:00"),
        ("随社区办公时间开放", None),
        ("随社区办公时间开放", None),
        ("24小时", "24/7"),
        ("夏季6:00-22:00", None),
        (None, None),
    ]
    assert [one["opening_hours_inferred"] for one in kept(store)][:3] == [None, "Mo-Su 09:00-17:00", None]


def test_the_report_and_the_import_hold_them(store: Connection, path: Path) -> None:
    account = loaded(store, path)
    lines = [one for one in account.lines() if one.what == "unread_hours_text"]
    assert [(one.row, one.column, one.value) for one in lines] == [
        (3, "hours", "随社区办公时间开放"),
        (6, "hours", "夏季6:00-22:00"),
        (4, "hours_inferred", "看情况"),
    ]
    assert lines[0].detail == "«随社区办公时间开放» was not understood; in 2 rows"
    summary = account.summary()
    assert summary["hours"]["known"] == {"read": 2, "kept_as_text": 3}
    assert summary["unread_hours"][1] == {
        "text": "夏季6:00-22:00",
        "guess": False,
        "not_understood": "夏季",
        "why": "'夏季' is a season without its months: write 5月至9月",
        "rows": 1,
        "first_row": 6,
    }


@pytest.mark.parametrize(
    "hours", [[], [None, None], ["24小时", None, "9-17"]], ids=["no rows", "no hours", "all read"]
)
def test_nothing_is_told_where_nothing_is_unread(hours: list[str | None]) -> None:
    column = pd.Series(hours, dtype=object)
    assert kept_as_text(pd.DataFrame({"hours": column, "hours_inferred": column})) == []


def test_long_texts_are_shortened_in_sentences() -> None:
    assert short("时" * LONGEST_SHOWN) == "时" * LONGEST_SHOWN
    assert short("时" * (LONGEST_SHOWN + 1)) == "时" * (LONGEST_SHOWN - 1) + "…"
