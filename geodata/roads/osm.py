"""Read the ways of an OpenStreetMap extract: where they lie, and who may use them how fast in which direction."""

import hashlib
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geodata.errors import UnreadableFile
from geodata.roads import access, barriers
from geodata.roads.speeds import Mode

KEYS = ("highway", "railway", "public_transport", "man_made", "route", "barrier")
UNKNOWN = 2_147_483_647  # osmium's coordinate of a node that is not in the file
# Tags that no rule looks at, left out so that ways alike in all others are judged once.
BESIDE_THE_POINT = {
    "name", "ref", "source", "surface", "lit", "lanes", "smoothness", "layer", "width", "wikidata",
    "old_name", "alt_name", "start_date", "note", "operator",
}  # fmt: skip
A_DEGREE = 1e7  # of osmium's whole numbers
EACH = 2_000  # so many objects between two words about how far the reading is
FOLDERS = Path("/proc/self/fd"), Path("/proc/self/fdinfo")

Tell = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Read:
    """The usable ways of an extract. Way `i` has the points `starts[i]` to `starts[i + 1]`.

    `node` (points,) are OpenStreetMap's numbers, `lon` and `lat` degrees; `kmh` gives for each mode the speeds along
    and against each way, (ways, 2), 0 where one may not; `ref` is the road number and `kind` the class of each way;
    `stops` are for each mode the nodes at which a barrier stops it. `incomplete` counts the ways of which points are
    missing in the file.
    """

    starts: NDArray[np.int64]
    node: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    kmh: dict[Mode, NDArray[np.float64]]
    ref: list[str]
    kind: list[str]
    stops: dict[Mode, NDArray[np.int64]]
    sha256: str
    incomplete: int


def read(path: Path, modes: Sequence[Mode] = tuple(Mode), tell: Tell = lambda _done, _of: None) -> Read:
    """Read the ways that anyone of these modes may use.

    Parameters
    ----------
    tell
        Called now and then with the bytes that were read and those of the whole file.

    Raises
    ------
    UnreadableFile
        When there is no such file, when it is no OpenStreetMap data or breaks off, and when it holds no way that may
        be used.
    """
    digest, size = sha256_of(path), path.stat().st_size
    into = _Collector(modes)
    try:
        for at, thing in enumerate(_objects(path)):
            if thing.is_way():
                into.way(thing)
            elif thing.is_node():
                into.node(thing)
            if at % EACH == 0:
                tell(_position(path), size)
    except (RuntimeError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} cannot be read as OpenStreetMap data ({_reason(error)}): is it an .osm.pbf, and whole? "
            "Fetch it anew and compare its checksum"
        ) from error
    tell(size, size)
    return into.done(path.name, digest)


def _objects(path: Path) -> Any:
    # The filter works in compiled code, after each node's place was noted: Python meets only ways and barriers.
    return osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter(*KEYS))


class _Collector:
    """Gathers ways and barriers as they come."""

    def __init__(self, modes: Sequence[Mode]) -> None:
        self.modes = list(modes)
        self.counts = array("q")
        self.nodes, self.x, self.y = array("q"), array("i"), array("i")
        self.kmh = {mode: array("d") for mode in self.modes}
        self.stops = {mode: array("q") for mode in self.modes}
        self.ref: list[str] = []
        self.kind: list[str] = []
        self.incomplete = 0
        self.ways = 0
        self.judged: dict[tuple[tuple[str, str], ...], dict[Mode, access.Speeds | None]] = {}

    def node(self, node: Any) -> None:
        """Note whom the barrier of a node stops."""
        tags = dict(node.tags)
        for mode in self.modes:
            if barriers.stops(tags, mode):
                self.stops[mode].append(node.id)

    def way(self, way: Any) -> None:
        """Take a way that anybody may use."""
        tags = dict(way.tags)
        kind = access.way_class(tags)
        if kind is None:
            return
        self.ways += 1
        found = self._judged(tags)
        if not any(found.values()):
            return
        points = [(one.ref, one.x, one.y) for one in way.nodes]
        runs = _complete_runs(points)
        self.incomplete += len(runs) != 1 or len(runs[0]) != len(points)
        for run in runs:
            self._take(run, found)
            self.ref.append(tags.get("ref", ""))
            self.kind.append(kind)

    def _judged(self, tags: dict[str, str]) -> dict[Mode, access.Speeds | None]:
        key = tuple(
            (name, value)
            for name, value in tags.items()
            if name not in BESIDE_THE_POINT and name[:5] != "name:"
        )
        found = self.judged.get(key)
        if found is None:
            found = self.judged[key] = {mode: access.speeds(tags, mode) for mode in self.modes}
        return found

    def _take(self, run: list[tuple[int, int, int]], found: dict[Mode, access.Speeds | None]) -> None:
        self.counts.append(len(run))
        for ref, x, y in run:
            self.nodes.append(ref)
            self.x.append(x)
            self.y.append(y)
        for mode, speeds in found.items():
            self.kmh[mode].extend(speeds or (0.0, 0.0))

    def done(self, name: str, digest: str) -> Read:
        """Give what was gathered."""
        if not self.counts:
            _refuse(name, self.modes, self.ways, self.incomplete)
        return Read(
            starts=np.concatenate([[0], np.cumsum(np.array(self.counts, dtype=np.int64))]),
            node=np.array(self.nodes, dtype=np.int64),
            lon=np.array(self.x, dtype=np.float64) / A_DEGREE,
            lat=np.array(self.y, dtype=np.float64) / A_DEGREE,
            kmh={mode: np.array(kmh, dtype=np.float64).reshape(-1, 2) for mode, kmh in self.kmh.items()},
            ref=self.ref,
            kind=self.kind,
            stops={mode: np.array(at, dtype=np.int64) for mode, at in self.stops.items()},
            sha256=digest,
            incomplete=self.incomplete,
        )


def _refuse(name: str, modes: Sequence[Mode], ways: int, incomplete: int) -> None:
    if incomplete:
        raise UnreadableFile(
            f"{name} holds {ways:,} ways and the points of none of them: cut the extract with whole ways, "
            "for example by osmium extract --strategy complete_ways, with nodes before ways"
        )
    for_whom = ", ".join(modes)
    raise UnreadableFile(
        f"{name} holds {ways:,} ways, and none that may be used by {for_whom}: "
        "is it an extract with highways? Cut one that has them"
    )


def _complete_runs(points: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Cut a way where points are missing, and leave out points that are said twice in a row."""
    runs: list[list[tuple[int, int, int]]] = [[]]
    for one in points:
        if one[1] == UNKNOWN:
            runs.append([])
        elif not runs[-1] or runs[-1][-1][0] != one[0]:
            runs[-1].append(one)
    return [run for run in runs if len(run) > 1]


def sha256_of(path: Path) -> str:
    """Tell the checksum of a file.

    Raises
    ------
    UnreadableFile
        When there is no such file.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _position(path: Path) -> int:
    """Tell how far a file was read that this process has open; all of it where it is no longer open."""
    whole = path.resolve()
    for one in FOLDERS[0].glob("*"):
        with suppress(OSError):  # closed meanwhile
            if one.readlink() == whole:
                return int((FOLDERS[1] / one.name).read_text(encoding="ascii").split()[1])
    return path.stat().st_size


def _reason(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
