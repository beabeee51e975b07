"""Made-up places for trials of size: clustered as cities are, the same bytes for the same seed."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray

from geodata.errors import BadRequest
from geodata.frames import Degrees
from stations import mainland

MOST = 5_000_000
TOWNS = 300  # made-up ones beside the large cities, anywhere in the mainland
SUBURBS = 12  # centres of each city, the old town included

# Rough centres of large cities and how many people they have, in hundred thousands: enough for a likely spread.
# fmt: off
CITIES = (
    (116.40, 39.91, 219), (121.47, 31.23, 249), (113.26, 23.13, 187), (114.06, 22.54, 177), (104.07, 30.67, 209),
    (106.55, 29.56, 160), (117.20, 39.13, 137), (114.31, 30.59, 137), (108.94, 34.34, 130), (120.16, 30.27, 122),
    (113.75, 23.04, 105), (113.63, 34.75, 128), (118.80, 32.06, 95), (117.00, 36.67, 93), (117.23, 31.82, 96),
    (123.43, 41.81, 91), (120.38, 36.07, 102), (112.94, 28.23, 105), (126.64, 45.76, 95), (125.32, 43.88, 87),
    (121.61, 38.91, 75), (102.71, 25.04, 86), (118.09, 24.48, 53), (119.30, 26.08, 84), (120.58, 31.30, 129),
    (121.55, 29.87, 96), (120.31, 31.49, 75), (113.12, 23.02, 96), (108.37, 22.82, 89), (115.86, 28.68, 65),
    (112.55, 37.87, 54), (114.51, 38.04, 112), (106.63, 26.65, 62), (87.62, 43.82, 41), (103.83, 36.06, 44),
    (111.75, 40.84, 35), (106.23, 38.49, 29), (101.78, 36.62, 25), (91.14, 29.65, 9), (110.33, 20.03, 29),
    (109.83, 40.65, 27), (118.18, 39.63, 77), (117.18, 34.26, 90), (119.95, 31.79, 53), (120.70, 27.99, 97),
    (119.65, 29.08, 71), (118.67, 24.87, 88), (116.68, 23.35, 55), (110.29, 25.27, 49), (109.41, 24.33, 42),
    (112.45, 34.62, 71), (114.30, 34.80, 48), (112.14, 32.04, 53), (111.29, 30.69, 40), (113.08, 28.98, 10),
    (104.64, 28.75, 46), (105.44, 28.87, 43), (107.03, 27.73, 66), (122.12, 37.51, 29), (121.39, 37.54, 71),
    (118.35, 35.10, 110), (119.16, 36.71, 94), (117.97, 40.96, 34), (115.48, 38.87, 92), (123.97, 41.86, 19),
    (124.35, 43.17, 18), (129.62, 44.58, 23), (123.92, 47.35, 41), (116.80, 33.96, 20),
)
# fmt: on


class Sort(NamedTuple):
    """One kind: its share, the brands on its signs, and how often it offers what."""

    share: float
    brands: str
    services: dict[str, float]


_REST = {
    "饮水": 0.97,
    "休息桌椅": 0.95,
    "热饭": 0.8,
    "应急药箱": 0.75,
    "手机充电": 0.85,
    "空调纳凉": 0.7,
    "厕所": 0.45,
}
_REST |= {
    "无线网络": 0.5,
    "雨伞": 0.35,
    "针线包": 0.3,
    "书报": 0.3,
    "取暖": 0.3,
    "冰箱": 0.2,
    "打气筒": 0.12,
    "老花镜": 0.1,
}
_REST |= {"扫码入会": 0.1, "AED": 0.03}
_SIGNS = "工会驿站 爱心驿站 户外劳动者服务站 暖心驿站 劳动者港湾 小哥驿站 职工服务驿站 党群服务站"
SORTS = {
    "station": Sort(0.78, _SIGNS, _REST),
    "water_point": Sort(0.09, "派水点 爱心饮水点 爱心冰柜", {"饮水": 1, "免费瓶装水": 0.8, "冰箱": 0.5}),
    "driver_home": Sort(
        0.02, "司机之家 司机小站", _REST | {"淋浴": 0.9, "洗衣": 0.85, "大车停车": 0.95, "厕所": 1}
    ),
    "rider_home": Sort(0.025, "骑手之家 骑手驿站", _REST | {"换电": 0.5, "电动车充电": 0.7}),
    "nursing_room": Sort(0.03, "妈妈小屋 母婴室", {"母婴": 1, "饮水": 0.6, "休息桌椅": 0.8}),
    "womens_station": Sort(0.005, "康乃馨服务站", {"女职工休息室": 0.8, "体检": 0.3, "饮水": 0.9}),
    "health_post": Sort(0.008, "职工智慧健康驿站", {"血压计": 1, "体检": 0.7, "AED": 0.4}),
    "book_corner": Sort(0.02, "职工书屋 智能职工书柜", {"书报": 1, "休息桌椅": 0.7, "饮水": 0.5}),
    "workers_home": Sort(0.012, "职工之家", {"休息桌椅": 0.9, "书报": 0.6, "饮水": 0.9, "培训": 0.4}),
    "job_point": Sort(0.007, "就业援助站", {"就业服务": 1, "法律援助": 0.4, "培训": 0.5}),
    "retreat": Sort(0.003, "职工疗休养基地", {"休息桌椅": 0.9, "优惠餐": 0.7, "体检": 0.3}),
}
_ROADS = (
    "春晖 明德 望江 松风 云栖 柳溪 锦绣 长乐 永宁 清泉 晨光 丰收 和平 胜利 团结 青年 工农 朝阳 星河 紫竹 "
    "银杏 翠屏 金谷 石桥 杏林 书院 文昌 迎宾 滨河 凤鸣 龙泉 白鹭 海棠 芙蓉 梧桐 桃源 荷塘 枫叶 玉兰 鹿苑"
)
_WAYS = "路 街 大道 东路 西路 南路 北路 中路 巷 东街 西街"
HEADINGS = (
    "编号",
    "名称",
    "类型",
    "地址",
    "经度",
    "纬度",
    "开放时间",
    "服务项目",
    "联系电话",
    "容量",
    "管理单位",
    "大车位",
    "库存（瓶）",
)
AROUND_THE_CLOCK = 0.065


def generate(path: Path, *, stations: int, seed: int) -> None:
    """Write a list of made-up places that `waystation load` reads; WGS-84, UTF-8, one row a place.

    Raises
    ------
    BadRequest
        When the number of places is not between 1 and `MOST`, or the seed is negative.
    """
    if not 1 <= stations <= MOST or seed < 0:
        raise BadRequest(
            f"{stations} places with seed {seed}: from 1 to {MOST:,} places are made, with a seed from 0 up"
        )
    chance = np.random.default_rng(seed)
    lon, lat, towns = _spread(chance, stations)
    city = towns.tolist()
    kinds = chance.choice(np.array(list(SORTS)), stations, p=_shares())
    brands = _brands(chance, kinds)
    roads = chance.choice(_ROADS.split(), stations).tolist()
    ways = chance.choice(_WAYS.split(), stations).tolist()
    numbers = chance.integers(1, 999, stations).tolist()
    columns = (
        [f"sim-{number:07d}" for number in range(1, stations + 1)],
        [
            f"模拟{road}{way}{house}号{brand}"
            for road, way, house, brand in zip(roads, ways, numbers, brands, strict=True)
        ],
        kinds.tolist(),
        [
            f"模拟{town}市{road}{way}{house}号"
            for town, road, way, house in zip(city, roads, ways, numbers, strict=True)
        ],
        [f"{degrees:.7f}" for degrees in lon.tolist()],
        [f"{degrees:.7f}" for degrees in lat.tolist()],
        _hours(chance, stations),
        _services(chance, kinds),
        [f"000-{number}" for number in chance.integers(1_000_0000, 9_999_9999, stations).tolist()],
        chance.choice([6, 8, 10, 12, 15, 20, 30], stations).tolist(),
        [f"模拟{town}市总工会" for town in city],
        _numbers_of(chance, kinds, "driver_home", 20, 200),
        _numbers_of(chance, kinds, "water_point", 24, 240),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(zip(*columns, strict=True))


def _numbers_of(chance: Generator, kinds: NDArray[np.str_], kind: str, low: int, high: int) -> list[str]:
    """Draw a number for each place of one kind, and nothing for the others."""
    drawn = chance.integers(low, high, len(kinds)).tolist()
    return [str(number) if yes else "" for number, yes in zip(drawn, (kinds == kind).tolist(), strict=True)]


def _shares() -> NDArray[np.float64]:
    shares = np.array([sort.share for sort in SORTS.values()])
    return shares / shares.sum()


def _spread(chance: Generator, size: int) -> tuple[Degrees, Degrees, NDArray[np.int64]]:
    """Spread places over cities by their people, and in a city over centres that thin out."""
    x, y, people = (np.array(column, dtype=np.float64) for column in zip(*CITIES, strict=True))
    town_x, town_y = _anywhere(chance, TOWNS)
    x, y = np.r_[x, town_x], np.r_[y, town_y]
    people = np.r_[people, chance.pareto(1.6, TOWNS) * 3 + 1.5]
    city = chance.choice(len(people), size, p=people / people.sum())
    radius_m = 2_500 * np.sqrt(people)  # of the built-up area
    centres = chance.normal(0, 0.55, (len(people), SUBURBS, 2))
    centres[:, 0] = 0
    suburb = np.minimum(chance.geometric(0.22, size) - 1, SUBURBS - 1)
    spread = np.where(suburb == 0, 0.4, 0.2)
    offset = (centres[city, suburb] + chance.normal(0, 1, (size, 2)) * spread[:, None]) * radius_m[city, None]
    lat = y[city] + offset[:, 1] / 111_195
    lon = x[city] + offset[:, 0] / (111_195 * np.cos(np.radians(y[city])))
    outside = np.flatnonzero(~mainland.inside(lon, lat))
    lon[outside], lat[outside] = _anywhere(chance, len(outside))
    return np.round(lon, 7), np.round(lat, 7), city


def _anywhere(chance: Generator, size: int) -> tuple[Degrees, Degrees]:
    west, south, east, north = shapely.bounds(mainland.outline())
    found_x, found_y = np.empty(0), np.empty(0)
    while len(found_x) < size:
        x, y = chance.uniform(west, east, 4 * size + 16), chance.uniform(south, north, 4 * size + 16)
        inside = mainland.inside(x, y)
        found_x, found_y = np.r_[found_x, x[inside]], np.r_[found_y, y[inside]]
    return found_x[:size], found_y[:size]


def _brands(chance: Generator, kinds: NDArray[np.str_]) -> list[str]:
    drawn = chance.random(len(kinds))
    brands = {kind: sort.brands.split() for kind, sort in SORTS.items()}
    return [
        brands[kind][int(at * len(brands[kind]))]
        for kind, at in zip(kinds.tolist(), drawn.tolist(), strict=True)
    ]


def _services(chance: Generator, kinds: NDArray[np.str_]) -> list[str]:
    """Draw what each place offers."""
    offered = [""] * len(kinds)
    for kind, sort in SORTS.items():
        places = np.flatnonzero(kinds == kind)
        words, odds = list(sort.services), np.array(list(sort.services.values()))
        drawn = chance.random((len(places), len(words))) < odds
        for place, row in zip(places.tolist(), drawn.tolist(), strict=True):
            offered[place] = ";".join(word for word, yes in zip(words, row, strict=True) if yes)
    return offered


def _hours(chance: Generator, size: int) -> list[str]:
    """Draw hours as people write them: a few hundred different texts, and some places that state none."""
    opens = [f"{hour:02d}:{minute:02d}" for hour in range(6, 10) for minute in (0, 30)]
    shuts = [f"{hour:02d}:{minute:02d}" for hour in range(17, 24) for minute in (0, 30)]
    texts = [
        pattern.format(a, b)
        for a in opens
        for b in shuts
        for pattern in ("{}-{}", "周一至周五 {}-{}", "每天{}-{}")
    ]
    texts += [f"周一至周五 {a}-12:00,13:30-{b}" for a in opens for b in shuts[:6]]
    odds = 1 / np.arange(1, len(texts) + 1)
    order = chance.permutation(len(texts))
    drawn = chance.choice(len(texts), size, p=odds / odds.sum())
    always, unstated = chance.random(size) < AROUND_THE_CLOCK, chance.random(size) < 0.1
    return [
        _one_of(texts, order[at], day_and_night=a, none=u)
        for at, a, u in zip(drawn, always, unstated, strict=True)
    ]


def _one_of(texts: Sequence[str], at: int, *, day_and_night: bool, none: bool) -> str:
    if none:
        return ""
    return "24小时" if day_and_night else texts[at]
