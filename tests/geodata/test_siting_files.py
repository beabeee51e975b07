"""`waystation plan site` with files: figures, rules and refusals of a town small enough for pencil."""

import json
import signal

import numpy as np
import pyproj
import pytest

from geodata import warming
from geodata.errors import BadRequest, NoPlan
from geodata.siting import Limit
from geodata.siting_files import Asked, site_from_files
from scripts.main import main

CELL = 0.01  # degrees of longitude at the equator: 1,113 m
DEMAND = "id,lon,lat,weight\na,0.00,0,40\nb,0.01,0,60\nc,0.02,0,10\nd,0.05,0,5\n"
CANDIDATES = "id,lon,lat\np,0.00,0\nq,0.01,0\nr,0.03,0\ns,0.05,0\n"


@pytest.fixture
def asked(tmp_path, capsys):
    def ask(
        *options: object, demand: str = DEMAND, candidates: str = CANDIDATES, existing: str | None = None
    ) -> tuple[int, str, str]:
        files = {"demand": demand, "candidates": candidates, "existing": existing}
        named = []
        for name, text in files.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
                named += [f"--{name}", str(tmp_path / f"{name}.csv")]
        status = main(["plan", "site", *named, *map(str, options)])
        out, err = capsys.readouterr()
        return status, out, err

    return ask


def told(asked, *options: object, **files: str) -> dict:
    status, out, err = asked(*options, "--json", **files)
    assert status == 0, err
    return json.loads(out)


def test_mclp_prints_the_contract(asked) -> None:
    plan = told(asked, "--model", "mclp", "--sites", 1, "--within-m", 1_200)
    assert list(plan) == ["model", "value", "bound", "gap", "sites", "seconds"]
    assert (plan["model"], plan["value"], plan["bound"], plan["gap"], plan["sites"]) == (
        "mclp",
        110,
        110,
        0,
        ["q"],
    )


def test_what_existing_places_cover_is_in_the_value(asked) -> None:
    plan = told(
        asked, "--model", "mclp", "--sites", 1, "--within-m", 1_200, existing="id,lon,lat\ne,0.01,0\n"
    )
    assert (plan["value"], plan["sites"]) == (115, ["s"])


def test_the_standard_is_inclusive_to_a_millimetre(asked) -> None:
    exact = pyproj.Geod(ellps="WGS84").inv(0.01, 0, 0.02, 0)[2]
    near = told(asked, "--sites", 1, "--within-m", exact + 1e-4)
    far = told(asked, "--sites", 1, "--within-m", exact - 1e-3)
    assert (near["value"], far["value"]) == (110, 60)


def test_lscp_tells_how_many(asked) -> None:
    everybody = told(asked, "--model", "lscp", "--within-m", 1_200)
    most = told(asked, "--model", "lscp", "--within-m", 1_200, "--share", 0.95)
    assert (everybody["value"], everybody["bound"], sorted(everybody["sites"])) == (2, 2, ["q", "s"])
    assert (most["value"], most["sites"]) == (1, ["q"])


def test_pmedian_is_a_mean_in_metres(asked) -> None:
    plan = told(asked, "--model", "pmedian", "--sites", 1)
    away = [pyproj.Geod(ellps="WGS84").inv(0.01, 0, lon, 0)[2] for lon in (0.0, 0.01, 0.02, 0.05)]
    assert plan["sites"] == ["q"]
    assert plan["value"] == pytest.approx(np.dot(away, [40, 60, 10, 5]) / 115, abs=1e-4)
    assert plan["gap"] == pytest.approx(0, abs=1e-6)


def test_pcenter_is_the_longest_way_in_metres(asked) -> None:
    plan = told(asked, "--model", "pcenter", "--sites", 1)
    assert plan["sites"] == ["r"]
    assert plan["value"] == pytest.approx(pyproj.Geod(ellps="WGS84").inv(0.03, 0, 0.0, 0)[2], abs=1e-4)
    assert plan["bound"] == plan["value"]


def test_rules_are_kept(asked) -> None:
    plan = told(
        asked, "--sites", 2, "--within-m", 1_200, "--must", "p", "--forbid", "s", "--spacing-m", 2_000
    )
    assert sorted(plan["sites"]) == ["p", "r"]


def test_people_are_told_value_bound_and_gap(asked) -> None:
    status, out, _ = asked("--sites", 1, "--within-m", 1_200)
    assert status == 0
    assert "mclp: 110 weight covered, 95.7% of all; none can exceed 110: a gap of 0.00%" in out
    assert "    1  q  0.010000 0.000000  110" in out


REFUSED = {
    "a row without a weight": ((), {"demand": DEMAND + "e,0.06,0,\n"}, "6"),
    "a negative weight": ((), {"demand": DEMAND + "e,0.06,0,-4\n"}, "6"),
    "swapped coordinates": ((), {"demand": DEMAND + "e,45.7,126.6,4\n"}, "swapped"),
    "no candidate": ((), {"candidates": "id,lon,lat\n"}, "candidate"),
    "more sites than candidates": (("--sites", "9"), {}, "4 at most"),
    "a cover that cannot be": (("--model", "lscp", "--within-m", "500"), {}, "weight of 10 of 115"),
    "an unknown id": (("--must", "zz"), {}, "no such id"),
    "no time at all": (("--seconds", "0"), {}, "more than 0"),
    "a negative standard": (("--within-m", "-5"), {}, "0 or more"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_one_line_and_nothing_else(asked, case) -> None:
    options, files, sentence = REFUSED[case]
    status, out, err = asked("--sites", 1, "--within-m", 1_200, *options, "--json", **files)
    assert (status, out) == (1, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_options_that_files_leave_no_room_for_are_not_passed_over(asked) -> None:
    status, out, err = asked(
        "--sites", 1, "--within-m", 1_200, "--by", "walk", "--detour", 1.3, "--hours", "week"
    )
    assert (status, out) == (2, "")
    assert "leave out --by, --detour, --hours" in err


def test_whoever_stops_a_search_keeps_what_it_has(asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: object) -> object:
        signal.raise_signal(signal.SIGINT)
        assert given[-1].over, "the search is not told"
        return site_from_files(*given)

    monkeypatch.setattr("geodata.siting_files.site_from_files", stopped)
    plan = told(asked, "--sites", 1, "--within-m", 1_200)
    assert plan["value"] <= plan["bound"]
    assert plan["sites"]


def test_of_many_pairs_whoever_lives_far_off_is_served_by_a_long_way(
    asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = "id,lon,lat,weight\na,0.00,0,1000\nb,0.02,0,1000\nc,0.10,0,1\n"
    spots = "id,lon,lat\np,0.00,0\nq,0.02,0\nr,0.10,0\n"
    whole = told(asked, "--model", "pmedian", "--sites", 2, demand=far, candidates=spots)
    # Then only the nearest candidates are measured.
    monkeypatch.setattr("geodata.siting_files.measuring.EVERY_PAIR", 0)
    monkeypatch.setattr("geodata.siting_files.measuring.SITES_AROUND", 1)
    monkeypatch.setattr("geodata.siting_files.measuring.NEIGHBOURS", 2)
    part = told(asked, "--model", "pmedian", "--sites", 2, demand=far, candidates=spots)
    assert sorted(part["sites"]) == sorted(whole["sites"]) == ["p", "q"]
    way = pyproj.Geod(ellps="WGS84").inv(0.02, 0, 0.10, 0)[2]
    assert part["value"] == pytest.approx(whole["value"]) == pytest.approx(way / 2001)
    assert part["bound"] <= part["value"] * (1 + 1e-12)


@pytest.mark.parametrize("spread", [("q", "r"), ("p", "s")])
def test_of_many_pairs_pcenter_measures_as_far_as_a_first_plan_goes(
    asked, monkeypatch: pytest.MonkeyPatch, spread: tuple[str, str]
) -> None:
    without = [f"--forbid={one}" for one in spread]
    whole = told(asked, "--model", "pcenter", "--sites", 2, *without)
    monkeypatch.setattr("geodata.siting_files.measuring.EVERY_PAIR", 0)
    part = told(asked, "--model", "pcenter", "--sites", 2, *without)
    assert (part["value"], part["bound"]) == (whole["value"], whole["bound"])


def filled(tmp_path, *, existing: str | None = None, **asked: object) -> dict:
    files = {"demand": DEMAND, "candidates": "id,lon,lat,capacity\np,0.00,0,70\nq,0.01,0,\ns,0.05,0,2\n"}
    named = {name: tmp_path / f"{name}.csv" for name in ("demand", "candidates", "existing")}
    for name, text in {**files, "existing": existing}.items():
        if text is not None:
            named[name].write_text(text)
    stand = None if existing is None else named["existing"]
    what = Asked(sites=1, within_m=1_200.0, capacity=50.0, **asked)
    return site_from_files(named["demand"], named["candidates"], stand, what, Limit(60.0)).told


def test_a_site_serves_what_its_row_says_or_what_was_asked_for(tmp_path) -> None:
    plan = filled(tmp_path)  # q would cover 110, with room for 50; p covers 100, with room for 70
    assert (plan["sites"], plan["value"], plan["bound"]) == (["p"], 70, 70)
    assert (plan["served"], plan["capacity"]) == ([70], [70])


def test_places_that_stand_fill_up_too(tmp_path) -> None:
    plan = filled(tmp_path, existing="id,lon,lat,capacity\ne,0.01,0,30\n")
    assert (plan["sites"], plan["value"], plan["capacity"]) == (["p"], 100, [70])


def test_a_model_that_does_not_weigh_capacity_refuses_it(tmp_path) -> None:
    with pytest.raises(BadRequest, match="pcenter does not weigh capacity"):
        filled(tmp_path, model="pcenter")
    with pytest.raises(NoPlan, match="70 at most, and the demand is 115"):
        filled(tmp_path, model="pmedian")


def test_a_first_run_compiles_and_says_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    monkeypatch.setattr(warming, "KEPT", str(tmp_path))
    monkeypatch.setattr(warming, "_site", lambda _, model: runs.append(model))
    asked = [("mclp", False), ("mclp", False), ("mclp", True)]
    assert [warming.warm_if_cold(model, filled=filled) for model, filled in asked] == [True, False, True]
    assert runs == ["mclp", "mclp"]
