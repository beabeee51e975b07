"""What every part of the bench works with: the options, the store with its places, the questions, the tools."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from scripts.bench import questions, serving
from scripts.bench.processes import Broken, ran
from scripts.bench.questions import Points
from scripts.bench.serving import Served
from scripts.bench.store import Store
from scripts.bench.tools import Tools
from scripts.home import ROOT

SEED = 20261121
ASKED = 20_000
OURS, BY_SQL, CEILING = "Waystation", "Waystation by SQL", "constant body, same server"


@dataclass(frozen=True)
class Options:
    """How much to measure."""

    stations: int = 200_000
    rounds: int = 5
    seconds: float = 4.0
    quick: bool = False


@dataclass
class Bench:
    """One run of the bench."""

    options: Options
    work: Path
    store: Store
    tools: Tools
    say: Callable[[str], None]

    def log(self, name: str) -> Path:
        """Give the place of a program's log."""
        return self.work / f"{name}.log"

    def python(self) -> Path | None:
        """Give the peers' Python, if they are wanted and could be installed."""
        return self.tools.python(self.say)

    @property
    def wrk(self) -> str:
        """The load generator, without which nothing is asked over HTTP.

        Raises
        ------
        Broken
            When it is not there.
        """
        found = self.tools.program("wrk")
        if found is None:
            raise Broken(self.tools.missing["wrk"])
        return found

    @cached_property
    def listed(self) -> tuple[list[int], Points]:
        """The published places: their ids and where they are."""
        rows = self.store.run("places")
        ids, lon, lat = zip(*rows, strict=True)
        return list(ids), Points(np.array(lon), np.array(lat))

    @cached_property
    def near(self) -> Points:
        """Points where couriers are."""
        return questions.near(self.listed[1], ASKED, seed=SEED)

    @cached_property
    def anywhere(self) -> Points:
        """Points all over China's box."""
        return questions.anywhere(ASKED, seed=SEED)

    @contextmanager
    def ours(self) -> Iterator[Served]:
        """Run our server, for the parts that ask nobody else."""
        self.say("starting Waystation")
        with serving.waystation(self.store.url, self.log("waystation")) as served:
            yield served

    def kept(self, name: str, paths: list[str]) -> Path:
        """Keep paths for the load generator."""
        return questions.keep(paths, self.work / f"{name}.paths")


def fill(bench: Bench) -> None:
    """Make the places, load them as anybody loads a list, and add votes and the peers' plain table."""
    from geodata.generate import generate

    list_file = places_file(bench.work)
    bench.say(f"making {bench.options.stations:,} places")
    generate(list_file, stations=bench.options.stations, seed=SEED)
    bench.say("loading them")
    bench.store.afresh()
    waystation(["load", str(list_file), "--source", "bench"], bench.store.url)
    bench.store.run("votes")
    bench.store.run("peers_place")
    connection = bench.store.connect()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()


def places_file(work: Path) -> Path:
    """Give the place of the list."""
    return work / "places.csv"


def waystation(arguments: Sequence[str], database_url: str) -> str:
    """Run a verb of the command on a database."""
    env = {"WAYSTATION_DATABASE_URL": database_url}
    return ran([sys.executable, "-m", "scripts.main", *arguments], env=env, cwd=ROOT)
