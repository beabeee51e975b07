"""Helsinki's toilets, water and cafés by walking, hour by hour: networkx, opening-hours-py and loops say the same."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import opening_hours
import osmium
import pytest

from geodata.coverage.hours import Points, measures_by_hour
from geodata.coverage.measures import measures
from geodata.demand_sources.reading import read_any
from geodata.openness import calendar_of_holidays, open_masks, week_moments
from geodata.roads.cut import cut
from geodata.roads.osm import read
from geodata.roads.speeds import WALKING_KMH, Mode
from geodata.roads.travel import OnRoads
from stations.hours import read as read_hours
from tests.geodata.coverage import slow
from tests.geodata.roads.oracle import Oracle, walked
from tests.real import FOLDER

ROADS, PEOPLE = FOLDER / "helsinki/Helsinki.osm.pbf", FOLDER / "helsinki/population_grid.gpkg"
FREE, BOUGHT = {"toilets", "drinking_water"}, {"cafe", "fast_food"}
DAWN = 6
MAY_DAY = date(2019, 5, 1)
MARKET_HALL = (
    5390715121  # toilets behind the stalls of the Old Market Hall, whose corridors meet no street on the map
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (ROADS.exists() and PEOPLE.exists()), reason=f"no {ROADS}: set WAYSTATION_REAL_DATA to try it"
    ),
]


class Town(NamedTuple):
    """Every third cell of people, some places, minutes by networkx, and the roads as production has them."""

    people: Points
    weight: np.ndarray
    places: Points
    hours: list[str | None]
    minutes: np.ndarray
    travel: OnRoads


@pytest.fixture(scope="module")
def town() -> Town:
    found = read_any(PEOPLE).demand
    people, weight = Points(found.lon[::3], found.lat[::3]), found.weight[::3]
    places = _places()
    ends = [(one[0], one[1]) for one in places]
    network = Oracle(walked(ROADS), [*zip(*people, strict=True), *ends], WALKING_KMH, settled=True)
    minutes = network.costs(range(len(weight)), range(len(weight), len(weight) + len(ends)), "min")
    lon, lat = np.array(ends).T
    return Town(
        people,
        weight,
        Points(lon, lat),
        [one[2] for one in places],
        minutes,
        OnRoads(cut(read(ROADS, [Mode.WALK]), Mode.WALK)),
    )


def _places() -> list[tuple[float, float, str | None]]:
    """All toilets and water, and every sixth café whose hours are written."""
    free, bought = [], []
    for thing in osmium.FileProcessor(str(ROADS)).with_locations():
        if not thing.is_node():
            continue
        tags = {tag.k: tag.v for tag in thing.tags}
        place = (thing.location.lon, thing.location.lat, tags.get("opening_hours"))
        if tags.get("amenity") in FREE:
            free.append(place)
        elif tags.get("amenity") in BOUGHT and place[2]:
            bought.append(place)
    return free + bought[::6]


def test_a_toilet_in_a_hall_is_reached_from_the_street_beside_it(town):
    """The nearest way on the map is a corridor that hangs together with nothing: people come in by the hall's door."""
    hall = next(
        one.location for one in osmium.FileProcessor(str(ROADS)) if one.is_node() and one.id == MARKET_HALL
    )
    here, roads = (np.array([hall.lon]), np.array([hall.lat])), town.travel.graph
    put = town.travel.put(*here).spots
    anywhere = replace(roads, island=np.zeros(roads.edges, np.bool_))
    nearest = OnRoads(anywhere).put(*here).spots
    assert (roads.kinds[roads.kind[nearest.edge]], roads.island[nearest.edge]) == (["corridor"], [True])
    assert (roads.kinds[roads.kind[put.edge]], roads.island[put.edge]) == (["service"], [False])
    assert nearest.off_m < 2 < put.off_m < 15
    assert np.isinf(OnRoads(anywhere).nearest(*town.people, *here)[1]).all()
    assert np.isfinite(town.travel.nearest(*town.people, *here)[1]).any()


@pytest.mark.parametrize("within_min", [5.0, 10.0])
def test_coverage_by_walking_is_what_networkx_makes_of_it(town, within_min):
    _, cost = town.travel.nearest(*town.people, *town.places, 2)
    told = measures(town.weight, cost[:, 0], cost[:, 1], within_min)
    quantiles = told.pop("p50"), told.pop("p90")
    nearest = np.sort(town.minutes, axis=1)
    reached = np.isfinite(nearest[:, 0])
    whole = town.weight.sum()
    # Half of the people live far off the roads of the extract: these quantiles are none.
    assert [slow.quantile(town.weight, nearest[:, 0], share) for share in (0.5, 0.9)] == [np.inf, np.inf]
    assert quantiles == (None, None)
    assert told == pytest.approx(
        {
            "weight": whole,
            "covered": town.weight[nearest[:, 0] <= within_min].sum(),
            "share": town.weight[nearest[:, 0] <= within_min].sum() / whole,
            "twice_share": town.weight[nearest[:, 1] <= within_min].sum() / whole,
            "max": nearest[reached, 0].max(),
            "mean": np.average(nearest[reached, 0], weights=town.weight[reached]),
            "unreachable_weight": town.weight[~reached].sum(),
            "gini": slow.gini(town.weight[reached], nearest[reached, 0]),
            "worst5": slow.worst_mean(town.weight[reached], nearest[reached, 0], 0.05),
        },
        rel=1e-4,
    )
    assert 0 < told["unreachable_weight"] < whole
    assert 0.1 < told["share"] < 1


def test_coverage_by_hour_is_what_opening_hours_py_and_networkx_make_of_it(town):
    finland = calendar_of_holidays([date(2019, 4, 19), date(2019, 4, 22), MAY_DAY], [2019])
    week = week_moments(date(2019, 4, 28), finland)
    assert week.holiday == MAY_DAY
    stored = [text and read_hours(text).stored for text in town.hours]
    known = np.array([text is not None for text in stored])
    notes = []
    masks = open_masks(stored, week.moments, finland, notes=notes)
    wanted = np.array([[_open(text, at) for at in week.moments] for text in np.array(town.hours)[known]])
    assert masks[known].tolist() == wanted.tolist()
    assert not masks[~known].any()
    assert notes[0]["params"]["never_known"] == (~known).sum()
    told = measures_by_hour(town.travel, town.people, town.weight, town.places, masks, 10.0)
    shares = []
    for mask in masks.T:
        nearest = town.minutes[:, mask].min(axis=1, initial=np.inf)
        shares.append(town.weight[nearest <= 10].sum() / town.weight.sum())
    assert len(shares) == 7 * 24 + 24  # a week, and a holiday
    assert [one["share"] for one in told] == pytest.approx(shares)
    at_noon, at_night = told[12], told[3]
    assert at_noon["share"] > at_night["share"]


def _open(text: str, at: datetime) -> bool:
    """Whether a place is open by another reader of OpenStreetMap's hours.

    It lets a rule of Friday cut off the night that began on Thursday; so the small hours are asked rule by rule.
    """
    rules = text.split(";") if at.hour < DAWN and "off" not in text else [text]
    return any(opening_hours.OpeningHours(rule, country="FI").is_open(at) for rule in rules)
