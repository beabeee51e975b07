"""Draw a picture: rows of the store to arrays."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from stations.atlas import finding, tiles, tree
from stations.atlas.doors import Doors
from stations.atlas.picture import Picture, read_only
from stations.atlas.readings import readings
from stations.database import cells
from stations.errors import StationsError
from stations.features import feature
from stations.station import Station

MOST_CODES = 64  # a bit each
BLOCK = 32  # records compressed together: small enough to unpack for one of them
HOLE = b"\0"  # where the state goes; JSON never holds it


class TooManyWords(StationsError):
    """More kinds or services than a picture can tell apart; lookups go on by SQL."""


class Written(NamedTuple):
    """A Feature in parts: up to its address, services, hours, after its state but for the end; an English name."""

    own: bytes
    services: bytes
    hours: bytes
    rest: bytes
    name_en: bytes


class Entry(NamedTuple):
    """One place, ready to be drawn."""

    id: int
    lon: float
    lat: float
    kind: str
    services: tuple[str, ...]
    services_any: tuple[str, ...]
    doors: Doors
    score: float
    written: Written
    names: tuple[str, str | None, str]
    line: bytes

    def fits(self, picture: Picture) -> bool:
        """Tell whether a picture has bits for its kind and its services."""
        return self.kind in picture.head["kinds"] and set(self.services_any) <= set(picture.head["services"])

    @classmethod
    def of(cls, line: str) -> "Entry":
        """Read a line of `shown.sql`."""
        one = Station.from_text(cells(line))
        return cls(
            one.id, one.lon, one.lat, one.kind, one.services, one.services + one.services_inferred,
            Doors.of(one), -1.0 if one.score is None else one.score, _written(one),
            (one.name, one.name_en, one.address), line.encode(),
        )  # fmt: skip


def draw(
    entries: Iterable[Entry],
    *,
    kinds: Sequence[str],
    services: Sequence[str],
    read: finding.Read = readings,
    **head: Any,
) -> Picture:
    """Draw a picture of places; what else its head holds is given by name. `read` gives the readings of a sign.

    Raises
    ------
    TooManyWords
        When there are more than 64 kinds or services.
    """
    for what, codes in (("kinds", kinds), ("services", services)):
        if len(codes) > MOST_CODES:
            raise TooManyWords(f"there are {len(codes)} {what}: a picture can tell {MOST_CODES} apart")
    found = list(entries)
    doors = list(dict.fromkeys(one.doors for one in found))
    columns = _columns(found, kinds, services, doors)
    planted, order = tree.plant(**columns)
    slots = [found[at] for at in order.tolist()]
    arrays: dict[str, NDArray[Any]] = {name: column[order] for name, column in columns.items()}
    arrays["by_id"] = np.argsort(arrays["ids"], kind="stable").astype(np.int32)
    drawn = {
        **arrays,
        **planted.to_arrays(),
        **_features(slots),
        **_records(slots),
        **finding.build(*_names(slots), read),
        **tiles.build(arrays["lon"], arrays["lat"], arrays["kind"], len(kinds)),
    }
    return Picture({**head, "kinds": kinds, "services": services, "doors": doors}, read_only(drawn))


def _columns(
    found: list[Entry], kinds: Sequence[str], services: Sequence[str], doors: list[Doors]
) -> dict[str, NDArray[Any]]:
    kind_at = {code: at for at, code in enumerate(kinds)}
    bit = {code: 1 << at for at, code in enumerate(services)}
    key_of = {one: key for key, one in enumerate(doors)}
    return {
        "ids": np.array([one.id for one in found], dtype=np.int64),
        "lon": np.array([one.lon for one in found], dtype=np.float64),
        "lat": np.array([one.lat for one in found], dtype=np.float64),
        "kind": np.array([kind_at[one.kind] for one in found], dtype=np.uint8),
        "services": np.array([_mask(one.services, bit) for one in found], dtype=np.uint64),
        "services_any": np.array([_mask(one.services_any, bit) for one in found], dtype=np.uint64),
        "key": np.array([key_of[one.doors] for one in found], dtype=np.int32),
        "score": np.array([one.score for one in found], dtype=np.float64),
    }


def _mask(codes: tuple[str, ...], bit: Mapping[str, int]) -> int:
    mask = 0
    for code in codes:
        mask |= bit[code]
    return mask


def _names(slots: list[Entry]) -> tuple[list[str], list[str | None], list[str]]:
    return [one.names[0] for one in slots], [one.names[1] for one in slots], [one.names[2] for one in slots]


def _written(one: Station) -> Written:
    """Write a Feature in parts; JSON escapes quotes within texts, so that a member's name is found where it stands."""
    before, _, after = orjson.dumps(feature(one, orjson.Fragment(HOLE))).partition(HOLE)
    services, hours = before.index(b',"services":'), before.index(b',"hours":')
    name_en = orjson.dumps(one.name_en) if one.name_en else b""
    return Written(before[:services], before[services:hours], before[hours:], after[:-2], name_en)


def _features(slots: list[Entry]) -> dict[str, NDArray[Any]]:
    """Lay what is a place's own end to end, and what many places share, each text once.

    Returns
    -------
    arrays
        ``feature``: own parts and English names; ``feature_at``: two edges a place. ``phrase``, ``phrase_at``: shared
        texts and their edges; ``phrases``: which of them a place has, services, hours, rest, shape (n, 3).
    """
    own = [part for one in slots for part in (one.written.own, one.written.name_en)]
    known: dict[bytes, int] = {}
    shared = [
        [
            known.setdefault(part, len(known))
            for part in (one.written.services, one.written.hours, one.written.rest)
        ]
        for one in slots
    ]
    phrases = list(known)
    return {
        "feature": _bytes(own),
        "feature_at": _edges(own),
        "phrase": _bytes(phrases),
        "phrase_at": _edges(phrases),
        "phrases": np.array(shared, dtype=np.int32).reshape(-1, 3),
    }


def _records(slots: list[Entry]) -> dict[str, NDArray[Any]]:
    """Compress the records, some at a time; `record_at` tells where each block begins."""
    blocks = [
        zlib.compress(b"\n".join(one.line for one in slots[start : start + BLOCK]), 3)
        for start in range(0, len(slots), BLOCK)
    ]
    return {"record": _bytes(blocks), "record_at": _edges(blocks)}


def _bytes(parts: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(parts), dtype=np.uint8)


def _edges(parts: list[bytes]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(map(len, parts), initial=0), dtype=np.int64, count=len(parts) + 1)
