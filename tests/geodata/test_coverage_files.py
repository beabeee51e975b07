"""Coverage from two files, as a program asks for it, against lengths by PROJ."""

import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from geodata.coverage_files import coverage_of_files
from geodata.errors import BadDemand, BadRequest
from scripts.main import main
from scripts.plan.coverage_files import from_files
from stations.errors import StationsError
from tests.geodata.coverage import slow

DEMAND = "id,lon,lat,weight\na,113.60,34.7,10\nb,113.61,34.7,20\nc,113.70,34.7,5\n"
PLACES = "id,lon,lat,weight\nx,113.60,34.7,1\ny,113.615,34.7,1\n"


@pytest.fixture
def files(tmp_path):
    """Write demand and places, and tell where."""

    def written(demand: str = DEMAND, places: str = PLACES) -> tuple[Path, Path]:
        (tmp_path / "D.csv").write_text(demand, encoding="utf-8")
        (tmp_path / "E.csv").write_text(places, encoding="utf-8")
        return tmp_path / "D.csv", tmp_path / "E.csv"

    return written


def test_json_has_exactly_the_figures_of_the_contract(files, capsys):
    assert from_files(*files(), 500.0, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    near, far = (Geod(ellps="WGS84").inv(lon, 34.7, 113.615, 34.7)[2] for lon in (113.61, 113.70))
    assert list(told) == ["weight", "covered", "share", "p50_m", "p90_m", "max_m"]
    assert told == pytest.approx(
        {"weight": 35, "covered": 30, "share": 30 / 35, "p50_m": near, "p90_m": far, "max_m": far}, abs=1e-3
    )


def test_the_command_takes_files_and_refuses_in_one_line(files, capsys):
    demand, places = map(str, files())
    asked = ["plan", "coverage", "--demand", demand, "--places", places, "--json", "--within-m"]
    assert main([*asked, "500"]) == 0
    assert json.loads(capsys.readouterr().out)["covered"] == 30
    assert main([*asked, "nan"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "waystation: within nan m: give the metres that are near enough, 0 or more\n"


def test_options_that_files_leave_no_room_for_are_not_passed_over(files, capsys):
    demand, places = map(str, files())
    asked = ["plan", "coverage", "--demand", demand, "--places", places, "--within-m", "500"]
    assert main([*asked, "--detour", "1.3", "--hours", "week", "--speed", "4", "--kind", "station"]) == 2
    assert "leave out --detour, --hours, --speed, --kind" in capsys.readouterr().err
    assert main([*asked, "--seed", "0"]) == 2


def test_figures_are_those_of_every_pair(files):
    draw = np.random.default_rng(4)
    points, places = draw.uniform((113, 34), (114, 35), (80, 2)), draw.uniform((113, 34), (114, 35), (15, 2))
    weight = draw.integers(1, 60, 80)
    rows = [f"{n},{lon!r},{lat!r},{weight[n]}" for n, (lon, lat) in enumerate(points.tolist())]
    other = [f"{n},{lon!r},{lat!r}" for n, (lon, lat) in enumerate(places.tolist())]
    told = coverage_of_files(
        *files("id,lon,lat,weight\n" + "\n".join(rows), "id,lon,lat\n" + "\n".join(other)), 9_000.0
    ).told
    geod = Geod(ellps="WGS84")
    cost = [min(geod.inv(*one, *two)[2] for two in places) for one in points]
    covered = sum(int(w) for w, c in zip(weight, cost, strict=True) if c <= 9_000)
    assert told == pytest.approx(
        {
            "weight": weight.sum(),
            "covered": covered,
            "share": covered / weight.sum(),
            "p50_m": slow.quantile(weight, cost, 0.5),
            "p90_m": slow.quantile(weight, cost, 0.9),
            "max_m": max(cost),
        },
        abs=1e-3,
    )


def test_a_person_is_told_the_same_in_sentences(files, capsys):
    assert from_files(*files(), 500.0) == 0
    told = capsys.readouterr().out
    assert "3 demand points of weight 35, 2 places" in told
    assert "covered within 500 m: 30, or 85.7%" in told
    assert "the way on the ground is longer" in told


def test_rows_left_out_are_told_apart_from_the_json(files, capsys):
    from_files(*files(DEMAND + "d,113.7,34.7,0\n"), 500.0, as_json=True)
    told = capsys.readouterr()
    assert json.loads(told.out)["weight"] == 35
    assert "weight of 0" in told.err


@pytest.mark.parametrize("within_m", [-1.0, float("nan"), float("inf")])
def test_a_standard_that_is_none_is_refused(files, within_m):
    with pytest.raises(BadRequest, match="near enough"):
        coverage_of_files(*files(), within_m)


def test_swapped_degrees_that_could_be_either_show_by_where_the_other_file_lies(files):
    demand = "id,lon,lat,weight\na,24.94,60.17,5\n"
    with pytest.raises(BadDemand, match=r"no place lies within 4,\d{3} km .* swapped they lie 1 km apart"):
        coverage_of_files(*files(demand, "id,lon,lat\nx,60.18,24.95\n"), 500.0)
    far = coverage_of_files(*files(demand, "id,lon,lat\nx,-3.70,40.42\n"), 500.0)
    assert far.told["share"] == 0.0


@pytest.mark.parametrize(
    ("demand", "places", "rule"),
    [
        (DEMAND, "id,lon,lat\n", "no place|no row|empty"),
        (DEMAND, "", "."),
        ("id,lon,lat,weight\n", PLACES, "."),
        (
            DEMAND.replace("10\n", "0\n").replace("20\n", "0\n").replace(",5\n", ",0\n"),
            PLACES,
            "nobody to plan for",
        ),
        (DEMAND.replace(",20\n", ",-20\n"), PLACES, "weight"),
        (DEMAND.replace(",20\n", ",nan\n"), PLACES, "weight"),
        (DEMAND.replace(",20\n", ",many\n"), PLACES, "weight"),
        (DEMAND.replace("113.61,34.7", "34.7,113.61"), PLACES, "swapped"),
        (DEMAND, PLACES.replace("113.60,34.7", "34.7,113.60"), "swapped"),
        (DEMAND.replace("113.61", "nan"), PLACES, "lon"),
        (DEMAND.replace("weight", "people"), PLACES, "weight"),
        (DEMAND, PLACES.replace("lat", "y"), "lat"),
    ],
)
def test_bad_files_are_refused_with_a_reason_and_never_with_a_zero(files, demand, places, rule):
    with pytest.raises(StationsError, match=rule) as refusal:
        coverage_of_files(*files(demand, places), 500.0)
    assert "\n" not in str(refusal.value)
