"""Real cities: Helsinki's figures by walking beside networkx, and Zhengzhou's by district beside shapely and pyproj."""

import csv
from collections import Counter
from datetime import date

import numpy as np
import osmium
import pyogrio
import pytest
import shapely
from pyproj import Geod

from geodata.demand import Demand, Sites
from geodata.demand_sources.reading import read_any
from geodata.geodesic import Geodesic
from geodata.openness import calendar_of_holidays
from geodata.planning.areas import Areas
from geodata.planning.inputs import Inputs, about
from geodata.planning.making import make
from geodata.roads.cut import cut
from geodata.roads.osm import read
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from stations.asking import asked
from stations.calendar import china
from stations.datum import Datum, convert
from stations.hours import read as read_hours
from tests.geodata.planning.towns import NOON
from tests.geodata.roads.oracle import Oracle, walked
from tests.real import COUNTIES, FOLDER, ZHENGZHOU, needs_real_data

EXTRACT, GRID = FOLDER / "helsinki/Helsinki.osm.pbf", FOLDER / "helsinki/population_grid.gpkg"
needs_helsinki = pytest.mark.skipif(
    not (EXTRACT.exists() and GRID.exists()),
    reason=f"no Helsinki in {FOLDER}: set WAYSTATION_REAL_DATA to try it",
)
FINLAND = calendar_of_holidays([date(2019, 5, 1), date(2019, 5, 30), date(2019, 12, 6)], [2019])


def comforts() -> list[tuple[str, float, float, str | None]]:
    """Toilets and drinking water of the extract: id, longitude, latitude, hours as written."""
    tagged = osmium.FileProcessor(str(EXTRACT)).with_filter(osmium.filter.KeyFilter("amenity"))
    return [
        (str(one.id), one.lon, one.lat, one.tags.get("opening_hours"))
        for one in tagged
        if one.is_node() and one.tags["amenity"] in ("toilets", "drinking_water")
    ]


def helsinki() -> Inputs:
    found = comforts()
    hours = [read_hours(one[3]).stored if one[3] else None for one in found]
    ids, lon, lat = ([one[at] for one in found] for at in range(3))
    places = Sites(ids, lon, lat, hours=hours)  # type: ignore[arg-type]  # columns are taken as arrays
    demand = read_any(GRID).demand
    roads = cut(read(EXTRACT, [Mode.WALK]), Mode.WALK)
    travel = OnRoads(roads, name="Helsinki")
    return Inputs(demand, places, None, travel, FINLAND, about(demand, places, None, {}))


def walked_min(inputs: Inputs) -> np.ndarray:
    """Minutes of walking from each cell to each place by networkx, over the ways of the extract itself."""
    people, places = inputs.people, inputs.places
    points = [*zip(people.lon, people.lat, strict=True), *zip(places.lon, places.lat, strict=True)]
    oracle = Oracle(walked(EXTRACT), points, 4.8, settled=True)
    return oracle.costs(range(len(people)), range(len(people), len(points)), "min")


@pytest.mark.slow
@needs_helsinki
def test_helsinki_walks_to_its_toilets_as_networkx_has_it_hour_by_hour() -> None:
    inputs = helsinki()
    minutes, weight = walked_min(inputs), inputs.people.weight
    # By the texts themselves: one is open from 9:00 to 18:00, one from 9:30 to 16:00, the others tell nothing.
    written = Counter(one[3] for one in comforts())
    assert written == {None: 15, "Mo-Su 09:00-18:00": 1, "Mo-Su 09:30-16:00": 1}
    times = {"Mo-Su 09:00-18:00": (9 * 60, 18 * 60), "Mo-Su 09:30-16:00": (9 * 60 + 30, 16 * 60)}
    for within in (5.0, 10.0):
        question = {"demand": "people", "by": "walk", "within": within, "date": "2019-05-06"}
        always = make(inputs, asked("coverage", question, now=NOON)).result["figures"]
        nearest = minutes.min(axis=1)
        assert always["covered"] == weight[nearest <= within].sum() > 0
        assert always["max"] == pytest.approx(nearest[np.isfinite(nearest)].max(), rel=1e-4)
        assert always["unreachable_weight"] == weight[np.isinf(nearest)].sum()
        week = make(inputs, asked("coverage", {**question, "hours": "week"}, now=NOON)).result
        assert len(week["by_hour"]) == 192  # a holiday's hours at the end: no text tells of holidays
        for hour, row in enumerate(week["by_hour"]):
            minute = hour % 24 * 60
            opened = [one[3] in times and times[one[3]][0] <= minute < times[one[3]][1] for one in comforts()]
            there = minutes[:, opened].min(axis=1, initial=np.inf)
            assert (row["open"], row["covered"]) == (
                sum(opened),
                pytest.approx(weight[there <= within].sum()),
            )


@needs_real_data
def test_zhengzhou_is_covered_district_by_district() -> None:
    """Every place with its neighbours is the demand of another list: 400 points on a grid over the districts."""
    with ZHENGZHOU.open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.DictReader(lines) if row["lng_gcj02"]]
    lon, lat = convert(
        np.array([float(row["lng_gcj02"]) for row in rows]), np.array([float(row["lat_gcj02"]) for row in rows]),
        Datum.GCJ02, Datum.WGS84,
    )  # fmt: skip
    places = Sites(np.array([row["id"] for row in rows], dtype=object), lon, lat)
    frame = pyogrio.read_dataframe(COUNTIES)
    code = next(name for name in frame.columns if "code" in name.lower() and "county" in name.lower())
    frame = frame[frame[code].astype(str).str.startswith("4101")].sort_values(code)
    areas = Areas(
        frame[code].astype(str).to_numpy(object), frame[code].astype(str).to_numpy(object),
        frame.geometry.to_numpy(object), {"name": "counties"},
    )  # fmt: skip
    across, up = (
        spot.ravel() for spot in np.meshgrid(np.linspace(113.4, 114.0, 20), np.linspace(34.6, 34.9, 20))
    )
    demand = Demand([f"{at}" for at in range(400)], across, up, np.arange(400) % 7 + 1)  # type: ignore[arg-type]
    inputs = Inputs(demand, places, areas, Geodesic(), china(), about(demand, places, areas, {}))
    question = asked(
        "coverage", {"demand": "grid", "within": 2000, "detour": 1.0, "areas": "counties"}, now=NOON
    )
    told = {row["code"]: row for row in make(inputs, question).result["by_area"]}
    earth = Geod(ellps="WGS84")
    far = [
        min(earth.inv(x, y, a, b)[2] for a, b in zip(lon, lat, strict=True))
        for x, y in zip(across, up, strict=True)
    ]
    near, weight = np.array(far) <= 2000, demand.weight
    for outline, name in zip(areas.outline, areas.code, strict=True):
        inside = np.array([outline.covers(shapely.Point(*one)) for one in zip(across, up, strict=True)])
        assert (told[name]["weight"], told[name]["covered"]) == (
            weight[inside].sum(),
            weight[inside & near].sum(),
        )
    assert sum(row["covered"] for row in told.values()) == weight[near].sum() > 0
