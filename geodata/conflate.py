"""Which places are likely one and the same: near, of one kind, and alike in name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
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
    "户外劳动者 户外职工 新就业形态 工会 爱心 暖心 驿站 服务站点 服务站 服务点 站点 党群服务中心 劳动者港湾 港湾 "
    "环卫工人 环卫工 司机 骑手 职工 小哥"
)
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
        words = sorted({*brands, *_COMMON.split()}, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, words)))
        whole = [_SIGNS.sub("", unicodedata.normalize("NFKC", name)).casefold() for name in names]
        cores = [pattern.sub("", name) or name for name in whole]
        return cls(cores, [tuple(_DIGITS.findall(core)) for core in cores])


@dataclass(frozen=True)
class Listed:
    """Places of one list as they are compared: points as `earth_centred` gives them, names, kinds."""

    points: NDArray[np.float64]
    names: Names
    kinds: list[str]

    @classmethod
    def of(
        cls, lon: ArrayLike, lat: ArrayLike, names: Iterable[str], kinds: list[str], brands: Iterable[str]
    ) -> "Listed":
        """Take WGS-84 degrees, names as they are written, and the brands that tell nothing of which place it is."""
        points = earth_centred(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        return cls(points, Names.of(names, brands), kinds)


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


def likely_same(one: Listed, other: Listed) -> list[Pair]:
    """Find pairs of two lists that are likely one place.

    Two places are when they are of one kind, at most `NEAR_M` apart, the same numbers stand in their names, and what
    is left of the names without brands is alike to `ALIKE` per cent (`ALIKE_SIDE_BY_SIDE` within `SIDE_BY_SIDE_M`).
    A list compared with itself gives each pair once.

    Returns
    -------
    pairs
        For each place of `one` that has any, the likeliest of `other`; the nearest where two are as likely.
    """
    left, right, apart = _near(one.points, other.points, within=one is other)
    near = zip(left.tolist(), right.tolist(), strict=True)
    same = np.fromiter((_comparable(one, i, other, j) for i, j in near), bool, len(left))
    left, right, apart = left[same], right[same], apart[same]
    alike = likeness([one.names.cores[i] for i in left], [other.names.cores[j] for j in right])
    enough = alike >= np.where(apart <= SIDE_BY_SIDE_M, ALIKE_SIDE_BY_SIDE, ALIKE)
    columns = (values[enough].tolist() for values in (left, right, apart, alike))
    best: dict[int, Pair] = {}
    for pair in sorted(map(Pair, *columns), key=lambda found: (-found.alike, found.distance_m)):
        best.setdefault(pair.one, pair)
    return [best[place] for place in sorted(best)]


def _comparable(one: Listed, i: int, other: Listed, j: int) -> bool:
    return one.kinds[i] == other.kinds[j] and one.names.numbers[i] == other.names.numbers[j]


def likeness(ones: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
    """Tell how alike the cores of two names are, pair by pair, per cent.

    The order of their signs counts for nothing, for 人民公园(甲街道) is 甲街道人民公园; a core of `LONG` signs that
    stands whole within the other counts `CONTAINED`.
    """
    if not len(ones):
        return np.empty(0)
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
    """Give the near pairs of two sets of points, and metres; of one set alone each pair once, the later place first."""
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
