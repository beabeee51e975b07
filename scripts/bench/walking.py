"""Walking times of a whole city from all its places, beside those of scipy and networkx; and ten times the city."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scripts.bench.bench import OURS, SEED, Bench
from scripts.bench.processes import Broken
from scripts.bench.result import Chapter, Row, Verdict, at_most
from scripts.bench.rounds import Contender, Sample, interleaved

if TYPE_CHECKING:
    from geodata.roads.graph import Graph
    from geodata.roads.osm import Read
    from geodata.roads.travel import OnRoads

SCIPY, NETWORKX = "scipy csgraph.dijkstra", "networkx multi_source_dijkstra"
NOTES = {
    OURS: "from edges, with the name of the place of each node; one thread",
    SCIPY: "min_only, from nodes, with predecessors and sources, which name the place; one thread",
    NETWORKX: "from nodes, without names",
}
NODES, TENTH = 250_000, 25_000
PLACES_EACH = 125  # nodes a place: 2,000 places in the city
PEOPLE_EACH = 5
SPACING_M = 90.0
NEED_NETWORKX, NEED_GROWTH = 10.0, 15.0

Floats = NDArray[np.float64]


class City(NamedTuple):
    """A made-up city: streets in a bent grid, places at corners, people anywhere."""

    travel: "OnRoads"
    places: tuple[Floats, Floats]
    people: tuple[Floats, Floats]


def walking(bench: Bench) -> list[Chapter]:
    """Search a made-up city of 250,000 crossings from 2,000 places; what each builds beforehand isn't counted."""
    nodes = TENTH if bench.options.quick else NODES
    bench.say(f"making up a city of {nodes:,} crossings")
    large, small = city(nodes), city(nodes // 10)
    return [_beside_peers(bench, large), _growth(bench, small, large)]


def city(nodes: int) -> City:
    """Make up a city of about so many crossings; the same for the same number."""
    from geodata.roads.cut import cut
    from geodata.roads.speeds import Mode
    from geodata.roads.travel import OnRoads

    chance = np.random.default_rng(SEED)
    travel = OnRoads(cut(streets(int(nodes**0.5)), Mode.WALK))
    west, south, east, north = travel.graph.bbox
    at = chance.choice(travel.graph.nodes, travel.graph.nodes // PLACES_EACH, replace=False)
    people = travel.graph.nodes // PEOPLE_EACH
    return City(
        travel,
        (travel.graph.lon[at], travel.graph.lat[at]),
        (chance.uniform(west, east, people), chance.uniform(south, north, people)),
    )


def streets(side: int) -> "Read":
    """Lay out streets between `side` × `side` crossings, none of them straight, as if read from an extract."""
    from geodata.roads.osm import Read
    from geodata.roads.speeds import Mode

    chance = np.random.default_rng(SEED)
    node = np.arange(side * side).reshape(side, side)
    row, column = np.divmod(np.arange(side * side), side)
    degrees = SPACING_M / 111_000
    lat = 34.7 + (row + chance.uniform(-0.3, 0.3, len(row))) * degrees
    lon = 113.6 + (column + chance.uniform(-0.3, 0.3, len(row))) * degrees / np.cos(np.radians(34.7))
    across = np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    along = np.column_stack([node[:-1].ravel(), node[1:].ravel()])
    ways = np.concatenate([across, along])
    ways = ways[chance.random(len(ways)) < 0.9]  # not every block has a street on each side
    point = ways.ravel()
    none = np.empty(0, dtype=np.int64)
    return Read(
        starts=np.arange(0, len(point) + 1, 2),
        node=point,
        lon=lon[point],
        lat=lat[point],
        kmh={Mode.WALK: np.full((len(ways), 2), 4.8)},
        ref=[""] * len(ways),
        kind=["residential"] * len(ways),
        stops={Mode.WALK: none},
        sha256="",
        incomplete=0,
    )


def _beside_peers(bench: Bench, made: City) -> Chapter:
    graph, places = made.travel.graph, made.travel.put(*made.places)
    from geodata.roads.times import node_times

    true = node_times(graph, places)[0][:, 0]  # compiled, and what the others have to find
    contenders: dict[str, Contender] = {OURS: _timed(lambda: node_times(graph, places))}
    missing = []
    for name, make in ((SCIPY, _scipy), (NETWORKX, _networkx)):
        try:
            contenders[name] = make(graph, made, true)
        except Broken as error:
            missing.append(f"{name}: {error}")
    rows = interleaved(contenders, bench.options.rounds, bench.say, notes=NOTES, forgiving=True)
    how = (
        f"Walking times from every one of {graph.nodes:,} crossings, {graph.edges:,} streets, to the nearest of "
        f"{len(places.lon):,} places; all find the same times to a microsecond."
    )
    return Chapter("Walking times of a city", how, "s", rows, _verdicts(rows), ours=OURS, missing=missing)


def _verdicts(rows: list[Row]) -> list[Verdict]:
    taken = {row.name: row.median for row in rows if row.values}
    found = [at_most("at most 1 s", taken[OURS], 1.0, "s")]
    for other, need in ((NETWORKX, NEED_NETWORKX), (SCIPY, 1.0)):
        if other in taken:
            ratio = taken[other] / taken[OURS]
            found.append(Verdict(f"at least {need:g} × as fast as {other}", f"{ratio:.3g} ×", ratio >= need))
    return found


def _scipy(graph: "Graph", made: City, true: Floats) -> Contender:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    arcs = graph.to_minutes
    linked = csr_array((arcs.cost, arcs.tail, arcs.at), shape=(graph.nodes, graph.nodes))
    seeds = _nodes_of(graph, made)

    def search() -> Floats:
        found: Floats = dijkstra(linked, indices=seeds, min_only=True, return_predecessors=True)[0]
        return found

    _agree(SCIPY, search(), true)
    return _timed(search)


def _networkx(graph: "Graph", made: City, true: Floats) -> Contender:
    try:
        import networkx as nx
    except ImportError as error:
        raise Broken("it is not installed: it comes with the extra `test`") from error
    streets = nx.Graph()
    streets.add_nodes_from(range(graph.nodes))
    columns = zip(graph.start.tolist(), graph.end.tolist(), graph.forward_min.tolist(), strict=True)
    streets.add_weighted_edges_from(columns, weight="min")
    seeds = _nodes_of(graph, made)

    def search() -> dict[int, float]:
        found: dict[int, float] = nx.multi_source_dijkstra_path_length(
            streets, set(seeds.tolist()), weight="min"
        )
        return found

    told = search()
    _agree(NETWORKX, np.array([told.get(node, np.inf) for node in range(graph.nodes)]), true)
    return _timed(search)


def _nodes_of(graph: "Graph", made: City) -> NDArray[np.int64]:
    """Name the crossings at which the places stand."""
    at = {place: node for node, place in enumerate(zip(graph.lon.tolist(), graph.lat.tolist(), strict=True))}
    return np.array([at[place] for place in zip(*(one.tolist() for one in made.places), strict=True)])


def _agree(name: str, found: Floats, true: Floats) -> None:
    if not np.allclose(found, true, rtol=0, atol=1e-6):
        raise Broken(f"{name} found other times than we did")


def _growth(bench: Bench, small: City, large: City) -> Chapter:
    names = [f"{one.travel.graph.nodes:,} crossings" for one in (small, large)]
    contenders: dict[str, Contender] = {}
    for name, one in zip(names, (small, large), strict=True):
        search = partial(one.travel.nearest, *one.people, *one.places)
        search()  # the squares are laid out
        contenders[name] = _timed(search)
    rows = interleaved(contenders, bench.options.rounds, bench.say)
    ratio = rows[1].median / rows[0].median
    claim = f"ten times the city at most {NEED_GROWTH:g} × the time"
    how = (
        f"Points to their nearest place on foot, from putting them on the streets to the answer: a place for "
        f"{PLACES_EACH} crossings, a point for {PEOPLE_EACH}."
    )
    verdict = Verdict(claim, f"{ratio:.3g} ×", ratio <= NEED_GROWTH)
    return Chapter("Ten times the city", how, "s", rows, [verdict], ours=names[0])


def _timed(work: Callable[[], object]) -> Contender:
    def measured() -> Sample:
        begun = time.perf_counter()
        work()
        return Sample(time.perf_counter() - begun)

    return measured
