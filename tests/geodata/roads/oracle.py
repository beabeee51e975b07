"""Ways and times by networkx, the slow and obvious way: every straight piece of a way is an edge of its own."""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import numpy as np
import osmium
import shapely
from pyproj import CRS, Geod, Transformer

from geodata.roads.osm import Read
from geodata.roads.speeds import Mode

WGS84 = Geod(ellps="WGS84")


class Piece(NamedTuple):
    """A straight piece of a way, from node to node."""

    a: object
    b: object
    ends: tuple[tuple[float, float], tuple[float, float]]
    kmh: tuple[float, float]


def metres(one: Sequence[float], other: Sequence[float]) -> float:
    return float(WGS84.inv(*one, *other)[2])


def pieces(read: Read, mode: Mode) -> list[Piece]:
    """Take the ways of what was read apart, cut where a barrier stops this mode."""
    stops = set(read.stops[mode].tolist())
    found = []
    for way, kmh in enumerate(read.kmh[mode].tolist()):
        if max(kmh) == 0:
            continue
        points = range(read.starts[way], read.starts[way + 1])
        for p, q in itertools.pairwise(points):
            a, b = int(read.node[p]), int(read.node[q])
            found.append(
                Piece(
                    ("before", way, p, a) if a in stops else a,
                    ("after", way, q, b) if b in stops else b,
                    ((read.lon[p], read.lat[p]), (read.lon[q], read.lat[q])),
                    tuple(kmh),
                )
            )
    return found


def walked(path: Path) -> list[Piece]:
    """Read where people walk straight from an extract, by a list of what Helsinki has; nothing of ours takes part."""
    streets = "primary secondary tertiary unclassified residential living_street service pedestrian footway path track"
    classes = {*streets.split(), "steps", "platform", "corridor", "elevator", "bridleway"}
    classes |= {f"{one}_link" for one in ("primary", "secondary", "tertiary")}
    gates, found = set(), []
    for thing in osmium.FileProcessor(str(path)).with_locations():
        tags = {tag.k: tag.v for tag in thing.tags}
        allowed = tags.get("foot", tags.get("access")) not in ("no", "private", "use_sidepath")
        if thing.is_node() and "barrier" in tags and not (allowed and tags["barrier"] != "wall"):
            gates.add(thing.id)
        kind = "platform" if "platform" in (tags.get("railway"), tags.get("public_transport")) else ""
        kind = tags.get("highway", "pier" if tags.get("man_made") == "pier" else kind)
        by_name = tags.get("foot") in ("yes", "designated", "permissive", "destination")
        if (
            not thing.is_way()
            or not allowed
            or not (kind in classes | {"pier"} or (kind == "cycleway" and by_name))
        ):
            continue
        kmh = {"steps": 2.4, "elevator": 1.2}.get(kind, 4.8)
        nodes = [(one.ref, one.lon, one.lat) if one.location.valid() else None for one in thing.nodes]
        for at, (one, other) in enumerate(itertools.pairwise(nodes)):
            if one and other:
                a, b = (("gate", thing.id, at, end[0]) if end[0] in gates else end[0] for end in (one, other))
                found.append(Piece(a, b, (one[1:], other[1:]), (kmh, kmh)))
    return found


def strays(pieces: Sequence[Piece]) -> np.ndarray:
    """Tell which pieces are of islands, as `docs/methods/roads.md` has it: parts below a tenth of the longest."""
    graph = nx.DiGraph()
    for one in pieces:
        graph.add_edges_from(
            way for way, kmh in zip(((one.a, one.b), (one.b, one.a)), one.kmh, strict=True) if kmh > 0
        )
    lengths = np.array([metres(*one.ends) for one in pieces])
    for parts in (nx.strongly_connected_components, nx.weakly_connected_components):
        part = {node: number for number, nodes in enumerate(parts(graph)) for node in nodes}
        of = [part[one.a] if part[one.a] == part[one.b] else -1 for one in pieces]
        long: dict[int, float] = {}
        for number, length in zip(of, lengths, strict=True):
            long[number] = long.get(number, 0.0) + length
        long[-1] = 0.0
        main = np.array([long[number] >= max(long.values()) / 10 for number in of])
        if lengths[main].sum() >= lengths.sum() / 2:
            break
    return ~main


class Oracle:
    """A network in which points are put by trying every piece of road.

    With `settled` it knows what production knows: that nobody is put on an island while the other roads are less than
    100 m farther off, nor anywhere beyond 300 m.
    """

    def __init__(
        self,
        pieces: Iterable[Piece],
        points: Sequence[tuple[float, float]],
        leg_kmh: float,
        *,
        settled: bool = False,
    ) -> None:
        self.pieces = list(pieces)
        lines = [shapely.LineString(piece.ends) for piece in self.pieces]
        island = strays(self.pieces) if settled else np.zeros(len(lines), np.bool_)
        self.spots: dict[int, list[tuple[float, int]]] = {}
        self.leg_m: list[float] = []
        for i, (lon, lat) in enumerate(points):
            plane = CRS.from_proj4(f"+proj=aeqd +lon_0={lon} +lat_0={lat}")
            to = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
            flat = shapely.transform(np.array(lines), lambda xy, to=to: np.column_stack(to.transform(*xy.T)))
            off = shapely.distance(flat, shapely.Point(0, 0))
            main = off[~island].min()
            kept_off = island & (off + 100 >= main) & (main <= 300)
            at = int(np.where(kept_off, np.inf, off).argmin())
            if settled and off[at] > 300:
                self.leg_m.append(np.inf)
                continue
            share = flat[at].project(shapely.Point(0, 0), normalized=True)
            self.spots.setdefault(at, []).append((share, i))
            self.leg_m.append(float(off[at]))
        self.graph = self._linked(leg_kmh)

    def _linked(self, leg_kmh: float) -> nx.MultiDiGraph:
        graph = nx.MultiDiGraph()
        for at, piece in enumerate(self.pieces):
            whole = metres(*piece.ends)
            stops = [
                (0.0, piece.a),
                *((s, ("spot", i)) for s, i in sorted(self.spots.get(at, []))),
                (1.0, piece.b),
            ]
            for (s, one), (t, other) in itertools.pairwise(stops):
                for tail, head, kmh in ((one, other, piece.kmh[0]), (other, one, piece.kmh[1])):
                    if kmh > 0 or s == t:
                        m = (t - s) * whole
                        graph.add_edge(tail, head, m=m, min=m / (kmh * 1000 / 60) if kmh else 0.0)
        for i, leg in enumerate(self.leg_m):
            if leg == np.inf:
                graph.add_node(("point", i))
                continue
            cost = {"m": leg, "min": leg / (leg_kmh * 1000 / 60)}
            graph.add_edge(("point", i), ("spot", i), **cost)
            graph.add_edge(("spot", i), ("point", i), **cost)
        return graph

    def costs(self, points: Sequence[int], places: Sequence[int], unit: str) -> np.ndarray:
        """Give what it costs from points to places, (points, places), inf where no way leads."""
        found = np.full((len(points), len(places)), np.inf)
        for row, i in enumerate(points):
            reached = nx.single_source_dijkstra_path_length(self.graph, ("point", i), weight=unit)
            found[row] = [reached.get(("point", j), np.inf) for j in places]
        return found
