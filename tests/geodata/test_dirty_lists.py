"""Lists with a defect each: loaded as they are meant, or refused with row, rule and cure."""

from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection

from geodata.errors import BadHeading, DatumUnclear, UnreadableFile
from stations.datum import Datum
from tests.geodata.loading import DIRTY, kept, loaded


def test_swapped_axes_in_gb18030_are_refused_and_the_cure_cures(store: Connection) -> None:
    account = loaded(store, "gb18030_swapped_axes.csv")
    assert [one.row for one in account.refused] == [2, 3, 4]
    assert "swapped" in account.refused[0].rule
    assert account.refused[0].cure == "add --map 经度=lat --map 纬度=lon"
    assert not account.loaded
    cured = loaded(store, "gb18030_swapped_axes.csv", mapping={"经度": "lat", "纬度": "lon"})
    assert (cured.entered, cured.loaded) == (3, True)
    assert [one["kind"] for one in kept(store)] == ["station", "station", "driver_home"]


def test_two_numbers_in_one_cell_are_one_place(store: Connection) -> None:
    account = loaded(store, "two_numbers_in_one_cell.csv", skip_bad=True)
    assert (account.entered, [one.row for one in account.refused]) == (4, [6])
    assert {round(one["lon"]) for one in kept(store)} == {114}
    assert kept(store)[1]["lat"] == 34.7510


def test_degrees_minutes_and_seconds_are_degrees(store: Connection) -> None:
    account = loaded(store, "degrees_minutes_seconds.csv", skip_bad=True)
    assert [(one.row, one.column) for one in account.refused] == [(6, "经度"), (7, "经度")]
    assert [round(one["lon"], 4) for one in kept(store)] == [113.6285, 113.6311, 113.6189, 113.619]


def test_full_width_digits_are_numbers_and_texts_stay_as_written(store: Connection) -> None:
    loaded(store, "full_width_digits.csv")
    first, second = kept(store)
    assert (first["lon"], first["lat"], first["capacity"]) == (113.6285, 34.7452, 20)
    assert (first["hours"], first["address"]) == ("０８：００—２０：００", "某市甲街１号")
    assert (second["lon"], second["capacity"], second["phone"]) == (113.6312, 20, None)


def test_yes_and_no_columns_become_services(store: Connection) -> None:
    account = loaded(store, "yes_no_columns.csv")
    offered = [set(one["services"]) for one in kept(store)]
    assert offered[0] == {"drinking_water", "meal_heating", "toilet", "phone_charging", "wifi", "umbrella"}
    assert offered[1] == {"drinking_water"}
    assert offered[2] == {"drinking_water", "toilet", "phone_charging", "wifi", "umbrella"}
    assert list(account.unknown_services) == ["空调: 大概有"]


def test_hours_as_prose_are_kept_word_for_word_unless_too_long(store: Connection) -> None:
    account = loaded(store, "hours_as_prose.csv", skip_bad=True)
    assert [one["hours"] for one in kept(store)] == [
        "夏季早6点到晚10点，冬季早7点到晚8点，法定节假日休息",
        "随社区办公时间开放，中午不休",
    ]
    assert (account.refused[0].row, account.refused[0].rule) == (4, "at most 500 signs")
    assert [(one.row, one.what) for one in account.doubts] == [(2, "hours_unread"), (3, "hours_unread")]


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(store: Connection) -> None:
    loaded(store, "semicolons_and_byte_order_mark.csv")
    assert [(one["lon"], len(one["services"]), one["hours"]) for one in kept(store)] == [
        (113.6285, 3, "Mo-Fr 08:00-18:00"),
        (113.6312, 3, "24/7"),
    ]


def test_utf16_with_tabs_is_read(store: Connection) -> None:
    assert loaded(store, "tabs_utf16.csv").entered == 1


def test_one_id_twice_is_refused_with_both_rows_unless_both_say_the_same(store: Connection) -> None:
    account = loaded(store, "same_id_twice.csv")
    assert [(one.row, one.value) for one in account.refused] == [(8, "007"), (42, "007")]
    assert "row 42" in account.refused[0].rule
    assert account.repeated == [(43, 9)]
    assert account.entered == 39


def test_without_an_id_name_and_address_are_the_identity(store: Connection) -> None:
    account = loaded(store, "same_name_and_address_twice.csv")
    assert [one.row for one in account.refused] == [2, 3]
    assert account.repeated == [(5, 4)]


def test_a_comma_in_an_unquoted_cell_is_seen(store: Connection) -> None:
    account = loaded(store, "comma_in_an_unquoted_cell.csv")
    assert (account.refused[0].row, account.refused[0].rule) == (3, "the row has 5 cells, the heading 4")


def test_unknown_service_words_are_told_and_make_the_row_doubtful(store: Connection) -> None:
    account = loaded(store, "unknown_service_words.csv")
    assert account.unknown_services == {"量子取暖": [2], "擦鞋": [4]}
    assert [(one.row, one.what) for one in account.doubts] == [(2, "service_unknown"), (4, "service_unknown")]
    assert set(kept(store)[1]["services"]) == {"drinking_water", "meal_heating"}


def test_another_datum_in_the_headings_asks_for_the_datum(store: Connection) -> None:
    with pytest.raises(DatumUnclear, match="give --datum gcj02"):
        loaded(store, "gcj02_in_the_headings.csv")
    with pytest.raises(DatumUnclear, match="give --datum gcj02"):
        loaded(store, "gcj02_in_the_headings.csv", datum=Datum.BD09)
    assert loaded(store, "gcj02_in_the_headings.csv", datum=Datum.GCJ02).entered == 1
    assert 113.62 < kept(store)[0]["lon"] < 113.6285


def test_points_that_are_no_place_are_refused_each_for_its_reason(store: Connection) -> None:
    account = loaded(store, "points_that_are_no_place.csv", skip_bad=True)
    rules = {one.row: one.rule for one in account.refused}
    assert sorted(rules) == [3, 4, 5, 6, 7, 9]
    assert "sea off Africa" in rules[3]
    assert "finite" in rules[5]
    assert "±180" in rules[6]
    assert [(one.row, one.what) for one in account.doubts] == [(8, "far_away")]
    assert account.entered == 2


def test_a_status_that_is_not_known_is_refused_and_known_ones_are_read(store: Connection) -> None:
    account = loaded(store, "status_not_known.csv", skip_bad=True)
    assert [(one.row, one.value) for one in account.refused] == [(4, "被占用")]
    assert [one["status"] for one in kept(store)] == ["open", "suspended"]  # and 已拆除 is closed


def test_a_capacity_that_is_a_range_is_left_out_and_told(store: Connection) -> None:
    account = loaded(store, "capacity_as_prose.csv")
    assert [one["capacity"] for one in kept(store)] == [20, None, 15]
    found = {(one.row, one.what) for one in account.doubts}
    assert found == {(3, "capacity_unread"), (3, "date_unread"), (4, "date_unread")}


def test_titles_footers_and_repeated_headings_are_no_places(store: Connection) -> None:
    account = loaded(store, "title_footer_and_heading_again.csv")
    assert (account.entered, account.refused) == (2, [])


def test_a_heading_over_two_rows_is_one_heading(store: Connection) -> None:
    loaded(store, "heading_over_two_rows.csv")
    assert (kept(store)[0]["lon"], kept(store)[0]["phone"]) == (113.6285, "0371-12345678")


def test_guesses_stay_apart_from_facts(store: Connection) -> None:
    account = loaded(store, "guesses_beside_facts.csv")
    first, second = kept(store)
    assert (first["hours"], first["hours_inferred"], first["services"]) == ("24小时", None, [])
    assert set(first["services_inferred"]) == {"drinking_water", "cooling", "rest_seating"}
    assert (second["hours"], second["hours_inferred"], second["capacity_inferred"]) == (
        None,
        "08:00-20:00",
        8,
    )
    assert "a guess" in account.unused["manager_inferred"]


def test_a_running_number_is_no_identity_and_remarks_are_not_kept_unasked(store: Connection) -> None:
    account = loaded(store, "running_number_no_identity.csv")
    assert set(account.unused) == {"序号", "备注"}
    assert [one["kind"] for one in kept(store)] == ["station", "driver_home"]
    assert [(one.row, one.what) for one in account.doubts] == [(2, "kind_unknown")]
    loaded(store, "running_number_no_identity.csv", mapping={"备注": "entry_hint", "类型": "-"})
    assert [one["entry_hint"] for one in kept(store)] == ["二楼", None]


def test_likely_duplicates_are_found_and_explained(store: Connection) -> None:
    account = loaded(store, "likely_duplicates.csv")
    (doubt,) = account.doubts
    assert (doubt.row, doubt.what) == (3, "likely_duplicate")
    assert doubt.detail == "11 m from «甲街道人民公园工会驿站» of row 2, names 100 % alike"


@pytest.mark.parametrize(
    ("name", "sort", "said"),
    [
        ("damaged_utf8.csv", UnreadableFile, "damaged in line 6"),
        ("no_heading_row.csv", BadHeading, "no heading row"),
        ("nowhere.csv", UnreadableFile, "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    store: Connection, name: str, sort: type[Exception], said: str
) -> None:
    with pytest.raises(sort, match=said):
        loaded(store, name)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"名字呢": "name"}, "there is no column «名字呢»"),
        ({"名称": "nmae"}, "is it «name»"),
        ({"经度": "lon"}, "--map COLUMN=lat"),
    ],
)
def test_a_mapping_that_names_nothing_says_what_there_is(
    store: Connection, mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(BadHeading, match=said):
        loaded(store, "likely_duplicates.csv", mapping=mapping)


def test_every_dirty_list_is_tried_here() -> None:
    told = Path(__file__).read_text(encoding="utf-8")
    assert [file.name for file in sorted(DIRTY.glob("*.csv")) if f'"{file.name}"' not in told] == []
