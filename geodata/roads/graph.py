"""A road network as arrays: where one can go from where, in how many metres and minutes, and where that lies."""

import io
import json
import zipfile
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.errors import UnreadableFile
from geodata.roads.speeds import Mode

Ints = NDArray[np.int64]
Short = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Unit = Literal["m", "min"]

FORM = 1  # of what is kept; another form is not read
# A connected part is an island when it is shorter than a tenth of the longest part.
ISLAND_SHARE = 0.1
# So much of all roads must lie where one can get from everywhere to everywhere, for the rest to be islands.
STRONG_SHARE = 0.5


class Arcs(NamedTuple):
    """What leads to each node: node `v` is reached from `tail[at[v]:at[v + 1]]`, at `cost`."""

    at: Ints
    tail: Short
    cost: Floats


@dataclass(frozen=True, eq=False)
class Graph:
    """The ways of one mode. Edge `i` leads from node `start[i]` to `end[i]`; all degrees are WGS-84.

    `forward_min` and `backward_min` are minutes along and against it, inf where one may not. Its line has the points
    `shape_at[i]` to `shape_at[i + 1]`, at `shape_m` metres (geodesic) from its start. `refs[ref[i]]` is its road
    number, "" for none, `kinds[kind[i]]` its class. `island` are edges that do not hang together with the rest.
    """

    mode: Mode
    lon: Floats
    lat: Floats
    start: Short
    end: Short
    forward_min: Floats
    backward_min: Floats
    shape_at: Ints
    shape_lon: Floats
    shape_lat: Floats
    shape_m: Floats
    island: Bools
    refs: NDArray[np.str_]
    ref: Short
    kinds: NDArray[np.str_]
    kind: Short
    sha256: str

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.lon)

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self.start)

    @cached_property
    def length_m(self) -> Floats:
        """The length of each edge, geodesic metres."""
        return self.shape_m[self.shape_at[1:] - 1]

    @cached_property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        lon, lat = self.shape_lon, self.shape_lat
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def costs(self, unit: Unit) -> tuple[Floats, Floats]:
        """Give what each edge costs along and against it, in minutes or metres; inf where one may not."""
        if unit == "min":
            return self.forward_min, self.backward_min
        return (
            np.where(np.isfinite(self.forward_min), self.length_m, np.inf),
            np.where(np.isfinite(self.backward_min), self.length_m, np.inf),
        )

    @cached_property
    def to_minutes(self) -> Arcs:
        """What leads to each node, in minutes."""
        return self._arcs("min")

    @cached_property
    def to_metres(self) -> Arcs:
        """What leads to each node, in metres."""
        return self._arcs("m")

    def arcs(self, unit: Unit) -> Arcs:
        """Give what leads to each node."""
        return self.to_minutes if unit == "min" else self.to_metres

    def _arcs(self, unit: Unit) -> Arcs:
        return arcs_of(self.nodes, self.start, self.end, *self.costs(unit))

    def dump(self) -> bytes:
        """Write the graph as a compressed npz, without pickles."""
        arrays = {one.name: getattr(self, one.name) for one in fields(self)}
        head = {"form": FORM, "mode": str(arrays.pop("mode")), "sha256": arrays.pop("sha256")}
        written = io.BytesIO()
        np.savez_compressed(written, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
        return written.getvalue()

    @classmethod
    def load(cls, kept: bytes) -> "Graph":
        """Read what `dump` wrote.

        Raises
        ------
        UnreadableFile
            When it is something else, broken, or of another version's form.
        """
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            head = json.loads(arrays.pop("head").tobytes())
            form, mode, sha256 = head["form"], Mode(head["mode"]), str(head["sha256"])
            made = cls(mode=mode, sha256=sha256, **arrays) if form == FORM else None
        except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise UnreadableFile(
                "these are no roads as they are kept here: load the extract again"
            ) from error
        if made is None:
            raise UnreadableFile(
                f"these roads are kept in form {form}, and this version reads form {FORM}: load the extract again"
            )
        return made


def arcs_of(nodes: int, start: Short, end: Short, along: Floats, against: Floats) -> Arcs:
    """Sort what leads to each node, out of what each edge costs along and against it."""
    tail, head = np.concatenate([start, end]), np.concatenate([end, start])
    cost = np.concatenate([along, against])
    usable = np.isfinite(cost)
    tail, head, cost = tail[usable], head[usable], cost[usable]
    order = np.argsort(head, kind="stable")
    at = np.concatenate([[0], np.cumsum(np.bincount(head, minlength=nodes))]).astype(np.int64)
    return Arcs(at, tail[order].astype(np.int32), cost[order])


def islands(arcs: Arcs, start: Short, end: Short, length_m: Floats) -> Bools:
    """Tell which edges one better not starts from: those of small parts, and one-way stubs that lead in or out only.

    The rest are the parts of at least a tenth of the longest one, where one can get from every edge to every other.
    Where these make less than half of all roads, as with the two carriageways of a lone motorway, it is asked only
    what hangs together when directions are forgotten.
    """
    nodes = len(arcs.at) - 1
    head = np.repeat(np.arange(nodes), np.diff(arcs.at))
    linked = coo_array((np.ones(len(head), dtype=np.int8), (arcs.tail, head)), shape=(nodes, nodes))
    _, strong = connected_components(linked, directed=True, connection="strong")
    main = _main(strong, start, end, length_m)
    if length_m[main].sum() < STRONG_SHARE * length_m.sum():
        _, weak = connected_components(linked, directed=False)
        main = _main(weak, start, end, length_m)
    return ~main


def _main(part: Short, start: Short, end: Short, length_m: Floats) -> Bools:
    inside = part[start] == part[end]
    whole = np.bincount(part[start], weights=np.where(inside, length_m, 0.0), minlength=int(part.max()) + 1)
    found: Bools = inside & (whole[part[start]] >= ISLAND_SHARE * whole.max())
    return found
