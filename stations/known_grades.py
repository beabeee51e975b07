"""Grades that unions have published, as a start for one's own: a unit copies one and changes it."""

from typing import Any

from stations.grades import Definition


def _point(code: str, name_zh: str, name_en: str, **evidence: Any) -> dict[str, Any]:
    return {"code": code, "name_zh": name_zh, "name_en": name_en, "evidence": evidence or None}


SIX = (
    _point("sign", "有统一的标识名称", "A common name and sign"),
    _point("siting", "有合理的站点布局", "Sensibly sited"),
    _point("equipment", "有健全的服务设施", "Complete equipment"),
    _point("services", "有完善的服务功能", "Complete services"),
    _point("rules", "有规范的管理制度", "Rules of management"),
    _point("on_map", "有地图可查", "Found on a map", by="on_map"),
)

KNOWN = {
    "six": Definition(
        "六有", "Six haves", "海南省总工会 2024 年公布的“六有”标准（2024 年海南省两会民生保障专场新闻发布会）",
        ("station",), 6, SIX,
    ),
    "eight": Definition(
        "八有", "Eight haves", "山东省邹城市总工会 2024 年公布的“八有”标准", ("station",), 8,
        (
            *SIX,
            _point("operator", "有建设运营主体", "Somebody who builds and runs it"),
            _point("teaching", "有宣传教育功能", "Information and teaching"),
        ),
    ),
    "driver_home": Definition(
        "司机之家基本条件", "Driver home basics", "司机之家五项免费基本服务；车位、淋浴、洗衣和开放时间按 2025 年通知",
        ("driver_home",), 9,
        (
            _point("parking", "停车休息", "Parking and rest", by="service", service="truck_parking"),
            _point("hot_water", "热水", "Hot water", by="service", service="drinking_water"),
            _point("meals", "饭菜加热", "Meal heating", by="service", service="meal_heating"),
            _point("shower", "淋浴", "Shower", by="service", service="shower"),
            _point("laundry", "洗衣", "Laundry", by="service", service="laundry"),
            _point("bays", "大车位不少于 20 个", "20 truck bays", by="detail", detail="truck_bays", least=20),
            _point("showers", "淋浴间不少于 2 个", "2 showers", by="detail", detail="showers", least=2),
            _point("washers", "洗衣机不少于 2 台", "2 washing machines", by="detail",
                   detail="washing_machines", least=2),
            _point("day_and_night", "24 小时开放", "Open day and night", by="open_daily", hours=24),
        ),
    ),
    "five_stars": Definition(
        "五星站点", "Five stars",
        "福州市户外劳动者服务站点星级评定（五星：不少于 30 平方米、20 人，配 AED）", ("station",), 6,
        (
            _point("area", "面积不少于 30 平方米", "30 square metres"),
            _point("room", "可容纳不少于 20 人", "Room for 20 people", by="capacity", least=20),
            _point("aed", "配有 AED", "An AED", by="service", service="aed"),
            _point("on_time", "按时开放", "Opens on time"),
            _point("works", "设备完好", "Equipment works"),
            _point("supplies", "物资齐全", "Supplies are there"),
        ),
    ),
}  # fmt: skip
