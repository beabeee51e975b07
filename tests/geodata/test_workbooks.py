"""Workbooks as offices send them."""

from pathlib import Path

import openpyxl
import pytest
from psycopg2.extensions import connection as Connection

from geodata.errors import UnreadableFile
from tests.geodata.loading import kept, loaded


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A cover sheet, a merged title, a heading over two rows, a district merged over its rows, a number for a phone."""
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["请如实填写"])
    book.active.append(["每季度一次"])
    sheet = book.create_sheet("清单")
    sheet.append(["某市户外劳动者服务站点一览表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填表单位：某市总工会"])
    sheet.append(["序号", "区县", "站点名称", "详细地址", "坐标", None, "开放时间", "联系电话"])
    sheet.append([None, None, None, None, "经度", "纬度", None, None])
    sheet.merge_cells("E3:F3")
    sheet.merge_cells("A3:A4")
    sheet.append([1, "甲区", "甲街工会驿站", "甲街1号", 113.6285, 34.7452, "08:00-20:00", 13000000000.0])
    sheet.append([2, None, "乙街工会驿站", "乙街2号", "113.6312", "34.7510", "24小时", None])
    sheet.merge_cells("B5:B6")
    sheet.append([3, "乙区", "丙街工会驿站", "丙街3号", None, None, "全天", None])
    sheet.append(["合计", 3])
    path = tmp_path / "office.xlsx"
    book.save(path)
    return path


def test_a_workbook_of_an_office_is_read_as_it_is_meant(store: Connection, office: Path) -> None:
    account = loaded(store, office, skip_bad=True)
    assert [(one.row, one.column) for one in account.refused] == [(7, "经度")]
    told = [(one["name"], one["county_stated"], one["lon"], one["phone"]) for one in kept(store)]
    assert told == [
        ("甲街工会驿站", "甲区", 113.6285, "13000000000"),
        ("乙街工会驿站", "甲区", 113.6312, None),
    ]
    assert "Read from the sheet «清单»." in account.notes


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(store: Connection, office: Path) -> None:
    with pytest.raises(UnreadableFile, match="no sheet «名单»; it has «填表说明», «清单»"):
        loaded(store, office, sheet="名单")


@pytest.mark.parametrize("name", ["no_workbook.xlsx", "old.xls", "list.pdf"])
def test_what_is_no_workbook_says_what_to_do(store: Connection, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 something else")
    with pytest.raises(UnreadableFile, match="save it"):
        loaded(store, tmp_path / name)


@pytest.mark.parametrize("stray", ["XFD20000", "Z1048576"])
def test_a_cell_far_off_the_list_is_told_instead_of_read_towards(
    store: Connection, tmp_path: Path, stray: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", "经度", "纬度"])
    book.active.append(["甲驿站", 126.62, 45.77])
    book.active[stray] = "x"
    book.save(tmp_path / "stray.xlsx")
    with pytest.raises(UnreadableFile, match="far off the list"):
        loaded(store, tmp_path / "stray.xlsx")


def test_a_small_file_that_unfolds_to_more_than_memory_holds_is_refused(
    store: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", "经度", "纬度"])
    book.save(tmp_path / "bomb.xlsx")
    monkeypatch.setattr("geodata.sources.tabular.MOST_UNPACKED_BYTES", 100)
    with pytest.raises(UnreadableFile, match="unfolds to"):
        loaded(store, tmp_path / "bomb.xlsx")
