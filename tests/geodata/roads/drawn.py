"""Small road networks drawn from text, and written as the extracts that the reader reads."""

from collections.abc import Mapping
from pathlib import Path

import osmium
from osmium.osm import mutable

from geodata.roads.cut import cut
from geodata.roads.graph import Graph
from geodata.roads.osm import read
from geodata.roads.speeds import Mode
from stations.point import Point
from tests.town import CELL_DEGREES, CORNER, town

CELL = 0.001  # a hundred metres or so, where a town's cell is a kilometre
Ways = Mapping[str, Mapping[str, str]]
STREET = {"highway": "residential"}


def drawn(drawing: str) -> dict[str, Point]:
    """Read a drawing as a town's, ten times as small."""
    small = CELL / CELL_DEGREES
    return {
        sign: Point(
            round(CORNER.lon + (at.lon - CORNER.lon) * small, 7),
            round(CORNER.lat + (at.lat - CORNER.lat) * small, 7),
        )
        for sign, at in town(drawing).items()
    }


def write(
    folder: Path,
    at: Mapping[str, Point],
    ways: Ways,
    nodes: Mapping[str, Mapping[str, str]] | None = None,
    name: str = "drawn.osm.pbf",
) -> Path:
    """Write an extract: each way is named by the letters of its nodes, such as "abc", a second one "abc 2"."""
    path = folder / name
    number = {sign: at_ + 1 for at_, sign in enumerate(at)}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for sign, point in at.items():
            tags = dict((nodes or {}).get(sign, {}))
            writer.add_node(
                mutable.Node(id=number[sign], location=(point.lon, point.lat), tags=tags, version=1)
            )
        for which, (letters, tags) in enumerate(ways.items()):
            of = [number[sign] for sign in letters.split()[0]]
            writer.add_way(mutable.Way(id=which + 1, nodes=of, tags=dict(tags), version=1))
    return path


def graph(
    folder: Path,
    drawing: str,
    ways: Ways,
    mode: Mode = Mode.WALK,
    nodes: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Graph, dict[str, Point]]:
    """Draw, write, read and cut in one go."""
    at = drawn(drawing)
    return cut(read(write(folder, at, ways, nodes), [mode]), mode), at
