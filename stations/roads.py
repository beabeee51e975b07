"""Road networks that planners measure over: entered by the command, seen by every account. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection as Connection

from stations.database import count, run
from stations.errors import BadPlan, NotFound
from stations.refusals import in_words

Box = tuple[float, float, float, float]

# In the order of the members of a plan.
TOLD = ("name", "mode", "sha256", "rules", "nodes", "edges", "source", "licence")
PIECE_BYTES = 1_048_576
RULES = {
    "road_graph_name_is_short": "a network's name has 1 to 100 signs: give it one with --name",
    "road_mode_is_known": "a network is for walk, ebike or truck",
}


@dataclass(frozen=True, slots=True)
class _Network:
    """What is told of a road network; `sha256` is that of its extract, `rules` the version of our rules for ways."""

    name: str
    mode: str
    source: str
    licence: str
    file_name: str
    sha256: str
    rules: int
    bbox: Box
    nodes: int
    edges: int
    length_m: float


@dataclass(frozen=True, slots=True)
class New(_Network):
    """A road network to be entered: `kept` are its arrays as `geodata.roads.graph` writes them."""

    kept: bytes


@dataclass(frozen=True, slots=True)
class Roads(_Network):
    """One road network as it is kept; `bytes` is the size of its arrays."""

    id: int
    made_by: str
    made_at: datetime
    bytes: int

    @property
    def told(self) -> dict[str, object]:
        """What a plan tells of the roads that it was made with."""
        return {name: getattr(self, name) for name in TOLD}


def enter(connection: Connection, new: New, *, by: str) -> bool:
    """Keep a road network; False when the same was made of the same file before: then nothing changes.

    Raises
    ------
    BadRecord
        When a name or another word is missing or too long.
    """
    west, south, east, north = (float(side) for side in new.bbox)
    values: dict[str, Any] = {
        "name": new.name, "mode": new.mode, "source": new.source, "licence": new.licence, "file_name": new.file_name,
        "sha256": new.sha256, "rules": new.rules, "nodes": new.nodes, "edges": new.edges,
        "length_m": float(new.length_m), "west": west, "south": south, "east": east, "north": north, "made_by": by,
    }  # fmt: skip
    with in_words(RULES):
        rows = run(connection, "enter_roads", values)
    if not rows:
        return False
    for part, begin in enumerate(range(0, len(new.kept), PIECE_BYTES)):
        piece = new.kept[begin : begin + PIECE_BYTES]
        run(connection, "add_road_piece", {"road_graph_id": rows[0]["id"], "part": part, "piece": piece})
    return True


def entered(connection: Connection, *, name: str, mode: str, sha256: str, rules: int) -> bool:
    """Tell whether this mode of this extract is kept already, made by these rules."""
    return any(one.rules == rules for one in _found(connection, name=name, mode=mode, sha256=sha256))


def forget_earlier(connection: Connection, *, name: str, mode: str) -> int:
    """Forget the networks of this name and mode but the newest, and tell how many they were."""
    return count(connection, "forget_roads", {"name": name, "mode": mode})


def listed(connection: Connection, *, everything: bool = False) -> list[Roads]:
    """List the newest network of each name and mode, or all that are kept, the newest first."""
    return _found(connection, newest=not everything)


def one(
    connection: Connection, name: str, mode: str, *, sha256: str | None = None, rules: int | None = None
) -> Roads:
    """Give the newest network of a name and a mode, or the one that was made of a certain extract by certain rules.

    Raises
    ------
    NotFound
        When there is none; the message names those that there are.
    """
    found = [
        roads
        for roads in _found(connection, name=name, mode=mode, sha256=sha256)
        if rules is None or roads.rules == rules
    ]
    if found:
        return found[0]
    there = ", ".join(f"{roads.name} ({roads.mode})" for roads in listed(connection)) or "none at all"
    which = "" if sha256 is None else f" of the extract {sha256[:12]}…"
    raise NotFound(
        f"there are no roads {name!r} for {mode}{which}: there are {there}; waystation load-roads brings more"
    )


def again(connection: Connection, told: Mapping[str, Any] | None) -> Roads | None:
    """Find the roads of an earlier plan by what it tells of them; None where it has none, or they are gone."""
    if not told:
        return None
    wanted = tuple(told.get(name) for name in ("name", "mode", "sha256", "rules"))
    there = listed(connection, everything=True)
    return next((one for one in there if (one.name, one.mode, one.sha256, one.rules) == wanted), None)


def chosen(connection: Connection, mode: str, name: str | None, bbox: Box | None) -> Roads:
    """Choose the roads that a plan goes along: by name, or where none is given, those where the demand is.

    Parameters
    ----------
    bbox
        West, south, east, north of the demand; None where there is none.

    Raises
    ------
    BadPlan
        When there are none, or several and no name; the message tells which there are.
    """
    if name is not None:
        try:
            return one(connection, name, mode)
        except NotFound as error:
            raise BadPlan(str(error), "options.roads") from error
    there = [roads for roads in listed(connection) if roads.mode == mode]
    if not there:
        raise BadPlan(
            f"there are no roads for {mode}: load some (waystation load-roads FILE.osm.pbf --mode {mode})",
            "options.by",
        )
    around = [roads for roads in there if bbox is None or _meet(roads.bbox, bbox)]
    names = ", ".join(roads.name for roads in around or there)
    if not around:
        raise BadPlan(
            f"the demand lies outside all roads for {mode}: there are {names}; load those of its city",
            "options.by",
        )
    if len(around) > 1:
        raise BadPlan(f"there are several roads for {mode}: say which (roads): {names}", "options.roads")
    return around[0]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def fetch(connection: Connection, roads_id: int) -> bytes:
    """Give the arrays of a network, as `geodata.roads.graph` reads them.

    Raises
    ------
    NotFound
        When there is no such network, or nobody acts who may see it.
    """
    pieces: list[bytes] = []
    while rows := run(connection, "road_piece", {"road_graph_id": roads_id, "part": len(pieces)}):
        pieces.append(bytes(rows[0]["piece"]))
    if not pieces:
        raise NotFound(f"there are no roads {roads_id}")
    return b"".join(pieces)


def _found(
    connection: Connection,
    *,
    name: str | None = None,
    mode: str | None = None,
    sha256: str | None = None,
    newest: bool = False,
) -> list[Roads]:
    asked = {"id": None, "name": name, "mode": mode, "sha256": sha256, "newest": newest}
    return [_roads(row) for row in run(connection, "roads", asked)]


def _roads(row: dict[str, Any]) -> Roads:
    bbox = (row.pop("west"), row.pop("south"), row.pop("east"), row.pop("north"))
    row.pop("pieces")
    return Roads(bbox=bbox, **row)
