"""Which places are likely one and the same: near, of one kind, and alike in name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.spatial import cKDTree

from geodata.frames import Degrees

NEAR_M = 100.0
SIDE_BY_SIDE_M = 30.0
ALIKE = 80.0  # per cent, from SIDE_BY_SIDE_M to NEAR_M
ALIKE_SIDE_BY_SIDE = 65.0
CONTAINED = 90.0
LONG = 4
NEIGHBOURS = 16  # of each place; where hundreds share one point, more would be looked at for nothing

# Words that every second name has: they tell nothing of which place it is.
_COMMON = (
    "户外劳动者", "户外职工", "新就业形态", "工会", "爱心", "暖心", "驿站", "服务站点", "服务站", "服务点", "站点", "党群服务中心", "劳动者港湾", "港湾",
    "环卫工人", "环卫工", "司机", "骑手", "职工", "小哥",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[\W_]+")
A_M, E2 = 6378137.0, 0.0066943799901413165


@dataclass(frozen=True)
class Names:
    """Names brought to their cores, beside the numbers that stand in them."""

    cores: list[str]
    numbers: list[tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str], brands: Iterable[str]) -> "Names":
        """Take brands, common words and signs out of names; a name that is nothing else is kept whole."""
        words = sorted({*brands, *_COMMON}, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, words)))
        whole = [_SIGNS.sub("", unicodedata.normalize("NFKC", name)).casefold() for name in names]
        cores = [pattern.sub("", name) or name for name in whole]
        return cls(cores, [tuple(_DIGITS.findall(core)) for core in cores])


class Pair(NamedTuple):
    """Two places that are likely one: positions in the two lists, metres, and per cent of likeness."""

    one: int
    other: int
    distance_m: float
    alike: float


def earth_centred(lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
    """Give points on the ellipsoid WGS-84, shape (n, 3), metres: straight lines between near ones are distances."""
    phi, lam = np.radians(lat), np.radians(lon)
    n = A_M / np.sqrt(1 - E2 * np.sin(phi) ** 2)
    return np.column_stack(
        [n * np.cos(phi) * np.cos(lam), n * np.cos(phi) * np.sin(lam), n * (1 - E2) * np.sin(phi)]
    )


def likely_same(
    one: tuple[NDArray[np.float64], Names, Sequence[str]],
    other: tuple[NDArray[np.float64], Names, Sequence[str]],
) -> list[Pair]:
    """Find pairs of two lists that are likely one place.

    Two places are when they are of one kind, at most `NEAR_M` apart, the same numbers stand in their names, and what is
    left of the names without brands is alike to `ALIKE` per cent (`ALIKE_SIDE_BY_SIDE` within `SIDE_BY_SIDE_M`).

    Parameters
    ----------
    one, other
        Points as `earth_centred` gives them, names and kinds. The same object twice looks within one list, and
        gives each pair once.

    Returns
    -------
    pairs
        For each place of `one` the likeliest of `other`; nearest first where two are as likely.
    """
    here, names, kinds = one
    there, other_names, other_kinds = other
    left, right, apart = _near(here, there, within=one is other)
    if not len(left):
        return []
    same = np.fromiter(
        (
            kinds[i] == other_kinds[j] and names.numbers[i] == other_names.numbers[j]
            for i, j in zip(left, right, strict=True)
        ),
        bool,
        len(left),
    )
    left, right, apart = left[same], right[same], apart[same]
    alike = likeness([names.cores[i] for i in left], [other_names.cores[j] for j in right])
    enough = alike >= np.where(apart <= SIDE_BY_SIDE_M, ALIKE_SIDE_BY_SIDE, ALIKE)
    pairs = [
        Pair(int(i), int(j), float(m), float(p)) for i, j, m, p in zip(left, right, apart, alike, strict=True)
    ]
    kept = sorted(
        (pair for pair, yes in zip(pairs, enough, strict=True) if yes), key=lambda p: (-p.alike, p.distance_m)
    )
    best: dict[int, Pair] = {}
    for pair in kept:
        best.setdefault(pair.one, pair)
    return [best[place] for place in sorted(best)]


def likeness(ones: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """Tell how alike the cores of two names are, pair by pair, per cent.

    The order of their signs counts for nothing, for 人民公园(甲街道) is 甲街道人民公园; a core of `LONG` signs that stands
    whole within the other counts `CONTAINED`.
    """
    bags = [["".join(sorted(core)) for core in cores] for cores in (ones, others)]
    alike = process.cpdist(*bags, scorer=fuzz.ratio, dtype=np.float64)
    within = process.cpdist(ones, others, scorer=fuzz.partial_ratio, dtype=np.float64)
    long = np.array(
        [min(len(one), len(other)) >= LONG for one, other in zip(ones, others, strict=True)], dtype=bool
    )
    return np.asarray(np.where(long & (within == 100), np.maximum(alike, CONTAINED), alike))


def _near(
    here: NDArray[np.float64], there: NDArray[np.float64], *, within: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Give the near pairs of two sets of points, and metres; of one set alone, each pair once, the later place first."""
    empty = np.empty(0, dtype=np.int64)
    if not len(here) or not len(there):
        return empty, empty, np.empty(0)
    apart, found = cKDTree(there).query(
        here, k=min(NEIGHBOURS, len(there)), distance_upper_bound=NEAR_M, workers=-1
    )
    apart, found = apart.reshape(len(here), -1), found.reshape(len(here), -1)
    left = np.repeat(np.arange(len(here)), found.shape[1])
    right, metres = found.ravel(), apart.ravel()
    real = np.isfinite(metres) & ((right < left) if within else True)
    return left[real], right[real].astype(np.int64), metres[real]
