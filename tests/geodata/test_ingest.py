"""A list and its next versions: what enters, what changes, what stays, and what is compared with what."""

from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.ingest import Choices, load
from stations import survey
from stations.datum import Datum, convert
from tests.geodata.loading import kept, loaded, written

HEADING = "编号,名称,地址,区县,经度,纬度,开放时间\n"
ROWS = [
    f"{number},{road}工会驿站,某市{road}{number}号,,113.{6100 + number * 37},34.{7100 + number * 29},8:00-18:00\n"
    for number, road in enumerate(["松风路", "望江街", "柳溪巷", "明德里", "云栖道", "杏林路"], start=1)
]


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return written(tmp_path / "first.csv", HEADING + "".join(ROWS))


def numbers(account: object) -> tuple[int, int, int]:
    return account.entered, account.amended, account.unchanged  # type: ignore[attr-defined]


def test_the_same_list_again_changes_nothing(store: Connection, first: Path) -> None:
    assert numbers(loaded(store, first)) == (6, 0, 0)
    before = kept(store)
    assert numbers(loaded(store, first)) == (0, 0, 6)
    assert kept(store) == before


def test_a_newer_list_amends_and_tells_what_left_it(store: Connection, first: Path, tmp_path: Path) -> None:
    loaded(store, first)
    changed = ROWS[0].replace("8:00-18:00", "24小时")
    newer = written(
        tmp_path / "newer.csv",
        HEADING + changed + "".join(ROWS[1:5]) + ROWS[0].replace("1,松风路", "7,翠屏路"),
    )
    account = loaded(store, newer)
    assert numbers(account) == (1, 1, 4)
    assert [one.source_id for one in account.left] == ["6"]
    assert len(kept(store)) == 7
    closing = loaded(store, newer, close_missing=True)
    assert (closing.closed, len(kept(store))) == (1, 6)


def test_missing_places_are_not_closed_while_rows_are_refused(
    store: Connection, first: Path, tmp_path: Path
) -> None:
    loaded(store, first)
    newer = written(tmp_path / "newer.csv", HEADING + ROWS[0] + "2,望江街工会驿站,某市,,待定,待定,\n")
    with pytest.raises(BadRequest, match="could close places that the list names"):
        loaded(store, newer, close_missing=True, skip_bad=True)


def test_fields_without_a_column_are_left_alone(store: Connection, first: Path, tmp_path: Path) -> None:
    loaded(store, first)
    bare = "编号,名称,经度,纬度\n" + "".join(
        ",".join(row.split(",")[n] for n in (0, 1, 4, 5)) + "\n" for row in ROWS
    )
    assert numbers(loaded(store, written(tmp_path / "bare.csv", bare))) == (0, 0, 6)
    assert {one["hours"] for one in kept(store)} == {"8:00-18:00"}


def test_the_account_is_the_same_whether_or_not_it_is_a_dry_run(store: Connection, first: Path) -> None:
    dry = loaded(store, first, dry_run=True)
    store.rollback()
    wet = loaded(store, first)
    assert (dry.loaded, wet.loaded) == (False, True)
    assert (dry.summary(), list(dry.lines())) == (wet.summary(), list(wet.lines()))


def test_nothing_is_left_of_a_load_that_dies_half_way(store: Connection, first: Path) -> None:
    def dying(stage: str) -> None:
        if stage == "noting findings":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(store, first, Choices(source="list"), actor="test", tell=dying)
    store.rollback()
    assert kept(store) == []


def test_a_place_known_from_another_source_is_told(store: Connection, first: Path, tmp_path: Path) -> None:
    loaded(store, first, source="known")
    row = ROWS[2].replace("柳溪巷工会驿站", "柳溪巷爱心驿站")
    account = loaded(store, written(tmp_path / "other.csv", HEADING + row))
    (doubt,) = account.doubts
    assert doubt.detail == "0 m from «柳溪巷工会驿站» of source known, names 100 % alike"
    assert [(one.source, one.what) for one in survey.findings(store)] == [("list", "likely_duplicate")]


def test_findings_that_are_mended_go_away(store: Connection, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    heading = "编号,名称,经度,纬度,服务\n"
    loaded(store, written(path, heading + "1,甲街工会驿站,113.6285,34.7452,擦皮鞋\n"))
    assert [one.what for one in survey.findings(store, source="list")] == ["service_unknown"]
    loaded(store, written(path, heading + "1,甲街工会驿站,113.6285,34.7452,饮水\n"))
    assert survey.findings(store, source="list") == []


def shifted(path: Path, datum: Datum) -> Path:
    """The list as it would be if its coordinates were of another datum."""
    rows = []
    for row in ROWS:
        cells = row.split(",")
        lon, lat = convert(float(cells[4]), float(cells[5]), Datum.WGS84, datum)
        rows.append(",".join([*cells[:4], f"{lon:.6f}", f"{lat:.6f}", cells[6]]))
    return written(path, HEADING + "".join(rows))


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_places_known_elsewhere_betray_another_datum(
    store: Connection, first: Path, tmp_path: Path, datum: Datum
) -> None:
    loaded(store, first, source="known")
    wrong = shifted(tmp_path / "shifted.csv", datum)
    (evidence,) = loaded(store, wrong).evidence
    assert evidence.datum == datum
    assert evidence.numbers.startswith("6 of its places are known from other sources")
    assert f"read as {datum}, 0 m" in evidence.numbers
    assert loaded(store, wrong, datum=datum, source="right").evidence == []


def test_an_earlier_load_in_another_datum_is_told_without_saying_which_is_wrong(
    store: Connection, first: Path
) -> None:
    loaded(store, first)
    (evidence,) = loaded(store, first, datum=Datum.GCJ02).evidence
    assert evidence.seems.endswith("one of them is wrong")


def test_without_anything_to_compare_with_there_is_no_warning(store: Connection, first: Path) -> None:
    assert loaded(store, first, datum=Datum.BD09).evidence == []


def test_many_addresses_at_one_point_are_doubtful(store: Connection, tmp_path: Path) -> None:
    rows = "".join(
        f"{n},{name}驿站,某市第{n}大街,,113.654321,34.765432,\n" for n, name in enumerate("甲乙丙", start=1)
    )
    account = loaded(store, written(tmp_path / "one_point.csv", HEADING + rows))
    assert {(one.row, one.what) for one in account.doubts} == {
        (2, "shared_point"),
        (3, "shared_point"),
        (4, "shared_point"),
    }


def test_details_are_kept_for_the_kind_that_has_them(store: Connection, tmp_path: Path) -> None:
    text = "编号,名称,经度,纬度,大车位,淋浴间\n1,甲司机之家,113.6,34.71,50,4\n2,乙工会驿站,113.61,34.72,3,\n"
    account = loaded(store, written(tmp_path / "details.csv", text))
    assert [one["details"] for one in kept(store)] == [{"truck_bays": 50, "showers": 4}, {}]
    assert [(one.row, one.what) for one in account.doubts if one.what != "coarse_point"] == [
        (3, "detail_of_other_kind")
    ]


def test_prose_about_the_way_in_becomes_the_hint(store: Connection, tmp_path: Path) -> None:
    text = "编号,名称,经度,纬度,进入方式\n1,甲驿站,113.6123,34.7123,扫码开门\n2,乙驿站,113.6234,34.7234,二楼按门铃\n"
    loaded(store, written(tmp_path / "entry.csv", text))
    assert [(one["entry_mode"], one["entry_hint"]) for one in kept(store)] == [
        ("scan", None),
        (None, "二楼按门铃"),
    ]


@pytest.mark.parametrize(
    ("choices", "said"), [({"kind": "palace"}, "no such kind"), ({"source": ""}, "1 to 100 signs")]
)
def test_a_choice_that_cannot_be_says_so(
    store: Connection, first: Path, choices: dict[str, str], said: str
) -> None:
    with pytest.raises(BadRequest, match=said):
        loaded(store, first, **choices)


def test_a_list_without_places_is_refused_before_it_closes_any(store: Connection, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no places"):
        loaded(store, written(tmp_path / "empty.csv", HEADING), close_missing=True)
