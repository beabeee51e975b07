"""Headings as people write them."""

import pytest

from geodata.sources.headers import completed, understood


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("驿站名称", "name"),
        ("站点名称*", "name"),
        ("Station Name", "name"),
        ("详细地址", "address"),
        ("所属区县", "county_stated"),
        ("district", "county_stated"),
        ("开放时间", "hours"),
        ("营业时间（时段）", "hours"),
        ("open_hours_source", "hours"),
        ("服务项目", "services"),
        ("Facilities", "services"),
        ("联系电话", "phone"),
        ("contact_masked", "phone"),
        ("可容纳人数（人）", "capacity"),
        ("进入方式", "entry_mode"),
        ("管理单位", "operator"),
        ("类型", "kind"),
        ("编号", "source_id"),
        ("经度", "lon"),
        ("经 度", "lon"),
        ("Longitude", "lon"),
        ("X坐标", "lon"),
        ("纬度(°)", "lat"),
        ("经纬度", "lonlat"),
        ("纬度,经度", "latlon"),
        ("坐标（经度，纬度）", "lonlat"),
        ("坐标(纬度 经度)", "latlon"),
        ("坐标", "pair"),
        ("location", "pair"),
        ("序号", "ignore"),
        ("今日天气", None),
    ],
)
def test_a_heading_names_its_field(heading: str, field: str | None) -> None:
    assert understood(heading).field == field


@pytest.mark.parametrize(
    ("heading", "datum"),
    [
        ("lng_gcj02", "gcj02"),
        ("经度(GCJ-02)", "gcj02"),
        ("经度（高德）", "gcj02"),
        ("火星坐标系经度", "gcj02"),
        ("经度_百度", "bd09"),
        ("bd09_lng", "bd09"),
        ("lng_wgs84", "wgs84"),
        ("经度（CGCS2000）", "wgs84"),
        ("经度", None),
    ],
)
def test_a_heading_names_its_datum(heading: str, datum: str | None) -> None:
    said = understood(heading)
    assert (said.field, said.datum) == ("lon", datum)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("open_hours_inferred", "hours"),
        ("facilities_inferred", "services"),
        ("容量（估）", "capacity"),
        ("服务项目（推测）", "services"),
        ("开放时间_推断", "hours"),
        ("capacity_estimated", "capacity"),
    ],
)
def test_a_heading_tells_a_guess_from_a_fact(heading: str, field: str) -> None:
    said = understood(heading)
    assert (said.field, said.guess) == (field, True)


def test_a_heading_cut_to_ten_bytes_is_completed_when_it_can_only_be_one() -> None:
    assert completed("contact_ma") == "phone"
    assert completed("服务项目") == "services"
    assert completed("na") is None
