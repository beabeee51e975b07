"""An OpenStreetMap extract into the store: a graph for each way of travelling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.roads.access import RULES
from geodata.roads.cut import cut
from geodata.roads.graph import Graph, Unit
from geodata.roads.osm import Read, read, sha256_of
from geodata.roads.speeds import Mode
from geodata.roads.travel import OnRoads
from stations import roads

LICENCE = "ODbL 1.0, © OpenStreetMap contributors"
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What became of an extract for one mode: None in `graph` where the same was kept already."""

    mode: Mode
    graph: Graph | None
    kept_bytes: int = 0

    @property
    def island_m(self) -> float:
        """How much of the roads does not hang together with the rest."""
        return 0.0 if self.graph is None else float(self.graph.length_m[self.graph.island].sum())


@dataclass(frozen=True)
class Account:
    """What became of an extract: by mode, the modes for which it has no way, the ways with points missing."""

    name: str
    loaded: list[Loaded]
    without: list[Mode]
    incomplete: int
    forgotten: int


def modes_named(text: str) -> list[Mode]:
    """Read a list of modes such as `walk,truck`.

    Raises
    ------
    BadRequest
        When it names another one, or none.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in set(Mode):
            raise BadRequest(f"--mode {name}: it is one or some of {', '.join(Mode)}, parted by commas")
    if not names:
        raise BadRequest(f"--mode names nothing: it is one or some of {', '.join(Mode)}, parted by commas")
    return [mode for mode in Mode if mode in names]


def load(
    connection: Connection,
    path: Path,
    *,
    by: str,
    modes: Sequence[Mode] | None = None,
    name: str | None = None,
    source: str | None = None,
    licence: str | None = None,
    forget_earlier: bool = False,
    tell: Tell = lambda _stage, _done, _of: None,
) -> Account:
    """Read an extract and keep a graph for each of these modes, or for all that it has ways for. The caller commits.

    A mode of the same extract that is kept already, under this name and made by these rules, is left as it is.

    Raises
    ------
    UnreadableFile
        When it is no extract, or has no way for a mode that was asked for.
    """
    digest = sha256_of(path)
    name = name or path.name.split(".")[0]
    wanted = list(modes or Mode)
    known = {
        mode for mode in wanted
        if roads.entered(connection, name=name, mode=mode, sha256=digest, rules=RULES)
    }  # fmt: skip
    missing = [mode for mode in wanted if mode not in known]
    loaded, without, found = [Loaded(mode, None) for mode in wanted if mode in known], [], None
    if missing:
        found = read(path, missing, lambda done, of: tell("reading the extract", done, of))
        without = [] if modes else [mode for mode in missing if not found.kmh[mode].any()]
    for nth, mode in enumerate(missing):
        if found is None or mode in without:
            continue
        tell(f"cutting ways for {mode}", nth, len(missing))
        loaded.append(_kept(connection, found, mode, path, name, source, licence or LICENCE, by))
    forgotten = sum(
        roads.forget_earlier(connection, name=name, mode=one.mode) for one in loaded if forget_earlier
    )
    return Account(name, loaded, without, found.incomplete if found else 0, forgotten)


def _kept(
    connection: Connection,
    found: Read,
    mode: Mode,
    path: Path,
    name: str,
    source: str | None,
    licence: str,
    by: str,
) -> Loaded:
    graph = cut(found, mode)
    kept = graph.dump()
    new = roads.New(
        name=name,
        mode=mode,
        source=source or f"OpenStreetMap, {path.name}",
        licence=licence,
        file_name=path.name,
        sha256=graph.sha256,
        rules=RULES,
        bbox=graph.bbox,
        nodes=graph.nodes,
        edges=graph.edges,
        length_m=float(graph.length_m.sum()),
        kept=kept,
    )
    roads.enter(connection, new, by=by)
    return Loaded(mode, graph, len(kept))


def roads_of(
    connection: Connection,
    name: str,
    mode: str,
    *,
    unit: Unit = "min",
    walking_kmh: float | None = None,
    sha256: str | None = None,
    rules: int | None = None,
) -> tuple[roads.Roads, OnRoads]:
    """Fetch a network from the store, ready to travel on: the newest, or the one that a plan was made with.

    Raises
    ------
    NotFound
        When there is none.
    """
    kept = roads.one(connection, name, mode, sha256=sha256, rules=rules)
    graph = Graph.load(roads.fetch(connection, kept.id))
    return kept, OnRoads(graph, unit, walking_kmh=walking_kmh, name=kept.name)
