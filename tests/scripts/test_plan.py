"""`waystation plan`: figures first, kept, made again to the same numbers; and as a job, with the account's rights."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from psycopg2.extensions import connection as Connection

from scripts import work
from scripts.main import main
from stations import demand, plans
from stations.acting import act_by
from stations.database import act_as, as_web, connect, transaction
from stations.plans import Plan, State
from tests.databases import own_database
from tests.geodata.demand.test_buildings import extract, square
from tests.make import enter, record
from tests.people import account, session, unit, value

STREET = demand.Arrays(
    ["a", "b", "c"], np.array([126.62, 126.63, 126.70]), np.array([45.77] * 3), np.array([30.0, 10.0, 60.0])
)


class Office:
    """A store of its own with a planner of a unit, demand for all, two places, and what the command line does to it."""

    def __init__(self, url: str, store: Connection) -> None:
        self.url, self.store = url, store
        with transaction(store):
            self.unit = unit(store)
            self.proof = session(store, account(store, "planner", self.unit))
            self.stranger = session(store, account(store, "planner", unit(store)))
            enter(store, record(source_id="p1", lon=126.62, lat=45.77, hours="Mo-Fr 09:00-17:00"),
                  record(source_id="p2", lon=126.64, lat=45.77, hours="24/7", kind="water_point"))  # fmt: skip
            self.load("people")

    def load(self, name: str, arrays: demand.Arrays = STREET) -> None:
        """Bring demand, as the command line does."""
        told = demand.Told(name, f"{name}.csv", f"{len(arrays.id):064}", licence="CC0")
        demand.enter(self.store, told, arrays, actor="test")

    def set_status(self, source_id: str, status: str) -> None:
        """Close a place, or open it again."""
        act_as(self.store, "test")
        value(self.store, "UPDATE station SET status = %s WHERE source_id = %s", status, source_id)

    def ask(self, what: str, **options: Any) -> int:
        """Ask for a plan, as the web does."""
        with self.on_the_web() as web:
            return plans.ask(web, what, {"demand": "people", "within": 500, **options}, title="on the web")

    @contextmanager
    def on_the_web(self, proof: str | None = None) -> Iterator[Connection]:
        """Speak as the web does: as a role that owns nothing, for somebody."""
        with closing(connect(as_web(self.url))) as web, transaction(web):
            act_by(web, self.proof if proof is None else proof)
            yield web

    def work(self) -> None:
        """Do all that waits."""
        work.run(self.url, as_web(self.url), once=True)

    def plan(self, number: int, proof: str | None = None) -> Plan:
        """What became of a plan."""
        with self.on_the_web(proof) as web:
            return plans.one(web, number)


@pytest.fixture(scope="module")
def office(database_url: str) -> Iterator[Office]:
    with own_database(database_url, "plan") as url, closing(connect(url)) as store:
        store.commit()
        yield Office(url, store)


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Call `waystation plan` and give its status and what it prints."""
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", office.url)

    def called(*words: str) -> tuple[int, str, str]:
        status = main(["plan", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return called


NEAR = ("--demand", "people", "--within-m", "500", "--detour", "1")


def test_the_figure_comes_first_and_the_plan_is_kept(run: Any) -> None:
    status, out, _ = run("coverage", *NEAR, "--title", "Who is near?")
    assert status == 0
    assert out.startswith("30.0 % of people have a place within 500 m: 30 of 100; half of all have")
    number = out.rsplit("Kept as plan ", 1)[1].split(":")[0]
    listed = run("list")[1]
    assert "Who is near?" in listed
    assert "30.0 %" in listed
    assert run("show", number)[1] == out


def test_json_is_the_whole_document_as_it_is_kept(run: Any) -> None:
    once = json.loads(run("coverage", *NEAR, "--json", "--dry-run")[1])
    assert once["figures"]["share"] == 0.3
    assert (once["standard"], once["travel"]["unit"], once["options"]["hours"]) == (500, "m", "always")
    kept = json.loads(run("coverage", *NEAR, "--json")[1])
    number = str(run("list", "--limit", "1")[1].splitlines()[-1].split()[0])
    assert json.loads(run("show", number, "--json")[1]) == kept
    assert {name: kept[name] for name in kept if name not in ("seconds", "inputs")} == {
        name: once[name] for name in once if name not in ("seconds", "inputs")
    }


def test_a_plan_is_made_again_to_the_same_numbers_until_an_input_changes(run: Any, office: Office) -> None:
    run("gaps", *NEAR, "--hours", "week")
    number = run("list", "--limit", "1")[1].splitlines()[-1].split()[0]
    status, out, _ = run("again", number)
    assert (status, out.splitlines()[0]) == (0, f"The numbers are those of plan {number}, every one.")
    with transaction(office.store):  # demand of the same name later is another demand; that of the plan stays
        office.load("people", demand.Arrays(["z"], np.array([126.7]), np.array([45.77]), np.array([1.0])))
    assert run("again", number, "--dry-run")[0] == 0
    with transaction(office.store):
        office.load("people")
        office.set_status("p2", "closed")
    status, out, _ = run("again", number, "--dry-run")
    assert status == 3
    assert "The places changed since: there were 2, and now there are 1." in out
    with transaction(office.store):
        office.set_status("p2", "open")


def test_sites_are_chosen_among_buildings_and_kept_with_the_plan(run: Any, tmp_path: Path) -> None:
    houses = [(square(lon, 45.77), {"building": kind}) for lon, kind in
              ((126.70, "yes"), (126.6995, "ruins"), (126.6304, "house"), (127.9, "yes"))]  # fmt: skip
    path = extract(tmp_path / "town.osm.pbf", houses)
    site = ("site", *NEAR, "--candidates", str(path), "--sites", "1")
    status, out, _ = run(*site, "--capacity", "40", "--title", "houses")
    assert status == 0
    assert out.startswith(
        "With 1 new site 70 people are served within 500 m (70.0 %)"
    )  # 30 stand beside a place
    assert "way/1" in out
    assert "2 buildings lie within reach of the demand; 1 more (ruins, roofs …) are no shelter." in out
    path.unlink()
    number = run("list", "--limit", "1")[1].splitlines()[-1].split()[0]
    assert run("again", number, "--dry-run")[0] == 0
    week = json.loads(
        run("site", *NEAR[:2], "--model", "pmedian", "--sites", "1", "--hours", "week", "--json")[1]
    )
    assert week["site"]["value"] == pytest.approx(week["site"]["after"]["mean"])


REFUSED = {
    "there is no demand «nobody»; there is «people»": ("coverage", "--demand", "nobody", "--within-m", "5"),
    "there is no kind 'bar': there are station": ("coverage", *NEAR, "--kind", "bar"),
    "there is no service 'beer': there are": ("coverage", *NEAR, "--service", "beer"),
    "there is no county with places '某县': there are none yet": ("coverage", *NEAR, "--county", "某县"),
    "no county of the store meets the demand: load boundaries": ("coverage", *NEAR, "--areas", "counties"),
    "there are no areas 'quarters': give counties": ("coverage", *NEAR, "--areas", "quarters"),
    "how near is near enough? Give --within-m METRES": ("coverage", "--demand", "people"),
    "--demand is missing": ("coverage", "--within-m", "5"),
    "give one of the two": ("coverage", *NEAR, "--within-min", "5"),
    "there is no plan 9999": ("show", "9999"),
    "there is no place 'x' to close": ("compare", *NEAR, "--close", "x"),
    "'126.6' is no point: write longitude and latitude": ("compare", *NEAR, "--move", "1=126.6"),
    "write --open ID=HOURS": ("compare", *NEAR, "--open", "1"),
    "--places is for files": ("coverage", *NEAR, "--places", "x.csv"),
    "a report is written as .html or .pdf": ("report", "1", "x.docx"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_planned_is_refused_in_a_sentence(run: Any, said: str) -> None:
    status, out, err = run(*REFUSED[said])
    assert (status != 0, out) == (True, "")
    assert said in " ".join(err.split())


def test_with_a_file_of_demand_no_store_is_used(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    people, places = tmp_path / "D.csv", tmp_path / "E.csv"
    people.write_text("id,lon,lat,weight\na,126.62,45.77,3\nb,126.70,45.77,1\n")
    places.write_text("id,lon,lat\np,126.62,45.77\n")
    status, out, _ = run(
        "coverage", "--demand", str(people), "--places", str(places), "--within-m", "500", "--json"
    )
    assert status == 0
    assert json.loads(out)["share"] == 0.75
    assert "--places FILE" in run("coverage", "--demand", str(people), "--within-m", "500")[2]


def test_with_files_sites_are_chosen_without_a_store(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    people, spots = tmp_path / "D.csv", tmp_path / "C.csv"
    people.write_text("id,lon,lat,weight\na,126.62,45.77,3\nb,126.70,45.77,1\n")
    spots.write_text("id,lon,lat\nx,126.70,45.77\ny,126.62,45.77\n")
    files = ("--demand", str(people), "--candidates", str(spots))
    status, out, _ = run(
        "site", *files, "--model", "mclp", "--sites", "1", "--within-m", "500", "--seconds", "2", "--json"
    )
    assert status == 0
    told = json.loads(out)
    assert {"model", "value", "bound", "gap", "sites", "seconds"} <= set(told)
    assert (told["model"], told["value"], told["sites"]) == ("mclp", 3.0, ["y"])
    assert "give --candidates FILE" in run("site", "--demand", str(people), "--sites", "1")[2]
    assert "there is no file 'E.csv'" in run("site", *files, "--existing", "E.csv", "--sites", "1")[2]


def test_sites_of_the_store_are_kept_with_their_bound(run: Any) -> None:
    made = json.loads(run("site", *NEAR, "--sites", "1", "--seconds", "2", "--json")[1])["site"]
    assert (made["value"], made["bound"], made["before"]["covered"]) == (90.0, 90.0, 30.0)
    assert [one["id"] for one in made["sites"] if not one["existing"]] == ["c"]


def test_areas_of_a_file_are_kept_with_the_plan(run: Any, tmp_path: Path) -> None:
    ring = [[126.61, 45.76], [126.66, 45.76], [126.66, 45.78], [126.61, 45.78], [126.61, 45.76]]
    area = {
        "type": "Feature",
        "properties": {"code": "e", "name": "east"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    made = json.loads(run("coverage", *NEAR, "--areas", str(file), "--json")[1])
    assert [(row["name"], row["weight"]) for row in made["by_area"]] == [("east", 40.0), (None, 60.0)]
    file.unlink()
    number = run("list", "--limit", "1")[1].splitlines()[-1].split()[0]
    assert run("again", number, "--dry-run")[0] == 0
    broken = tmp_path / "broken.geojson"
    broken.write_text("{}")
    assert "a GeoJSON file of polygons was expected" in run("coverage", *NEAR, "--areas", str(broken))[2]


def test_a_job_makes_the_same_plan_as_the_command_line(run: Any, office: Office) -> None:
    number = office.ask("coverage", detour=1.0)
    office.work()
    plan = office.plan(number)
    assert (plan.state, plan.unit_id, plan.covered_share) == (State.DONE, office.unit, 0.3)
    assert plan.layers == ["demand", "gaps", "places"]
    by_command = json.loads(run("coverage", *NEAR, "--json", "--dry-run")[1])
    assert plan.result is not None
    assert plan.result["figures"] == by_command["figures"]
    with pytest.raises(LookupError):
        office.plan(number, office.stranger)


def test_what_a_job_cannot_make_is_said_in_a_sentence(office: Office) -> None:
    number = office.ask("coverage", demand="nobody")
    office.work()
    plan = office.plan(number)
    assert (plan.state, plan.reason) == (State.FAILED, "plan")
    assert "there is no demand «nobody»" in plan.params["detail"]


def test_demand_of_another_branch_is_not_there(office: Office) -> None:
    with transaction(office.store):
        act_by(office.store, office.stranger)
        office.load("theirs")
    number = office.ask("coverage", demand="theirs")
    office.work()
    assert "there is no demand «theirs»" in office.plan(number).params["detail"]


def test_an_account_asks_a_plan_again(office: Office) -> None:
    number = office.ask("coverage")
    office.work()
    first = office.plan(number)
    with office.on_the_web() as web:
        second = plans.ask(web, first.what, first.asked, title=first.title, again_of=number)
    office.work()
    plan = office.plan(second)
    assert plan.result is not None
    assert plan.result["again"] == {"of": number, "same": True, "changed": []}
    assert plan.digest == first.digest


def test_a_plan_takes_too_long_as_a_job_does(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = office.ask("coverage")
    monkeypatch.setattr("scripts.work.LONGEST_TO_PLAN_S", 0.01)
    office.work()
    assert (office.plan(number).state, office.plan(number).reason) == (State.FAILED, "too_long")


def test_the_child_stops_looking_at_the_store_more_than_once_a_second(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scripts.plan.child import _Stop

    monkeypatch.setattr("scripts.plan.child.LOOK_S", 600.0)  # on a busy machine a second is over at once
    number = office.ask("site", sites=1)
    with transaction(office.store):
        value(
            office.store,
            "UPDATE job SET state = 'working' WHERE id = (SELECT job_id FROM plan WHERE id = %s)",
            number,
        )
    stop = _Stop(office.store, office.plan(number), office.proof)
    assert not stop()
    with office.on_the_web() as web:
        assert plans.stop(web, number)
    assert not stop()  # it looked just now
    stop._next = 0.0
    assert stop()
    with transaction(office.store):
        value(
            office.store,
            "UPDATE job SET state = 'failed' WHERE id = (SELECT job_id FROM plan WHERE id = %s)",
            number,
        )


def test_a_sum_that_is_stopped_ends_at_once_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it is at; a siting, which has something by then, goes on to give that."""
    from scripts.plan import child

    ended: list[int] = []
    at_once = threading.Event()

    def gone(status: int) -> None:
        ended.append(status)
        at_once.set()

    monkeypatch.setattr(child, "LOOK_S", 0.001)
    monkeypatch.setattr("os._exit", gone)
    answers = iter([False, False, True])
    with child._ended(lambda: next(answers, False)):
        assert at_once.wait(10)
    assert ended == [child.REFUSED]
    assert json.loads(capsys.readouterr().out) == {"reason": "stopped", "params": {}}


def test_a_line_of_a_file_is_a_corridor(run: Any, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[126.61, 45.77], [127.61, 45.77]]}
    file = tmp_path / "line.geojson"
    file.write_text(json.dumps({"type": "Feature", "geometry": line, "properties": {}}))
    status, out, _ = run("corridor", "--line", str(file), "--within-km", "20", "--dry-run")
    assert status == 0
    assert out.startswith(
        "In 2 stretches the next place is over 20 km ahead; the longest way without one is at least"
    )
    assert "2 of 2 places stand within 1000 m of the line" in out
    out = run("corridor", "--line", str(file), "--within-km", "200", "--dry-run")[1]
    assert "along 76 km before a line's end" in out
    assert "there are no roads for truck: load some" in run("corridor", "--road", "G30")[2]
    file.write_text("[]")
    assert "a GeoJSON LineString was expected" in run("corridor", "--line", str(file))[2]
