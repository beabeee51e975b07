"""Made-up places for the tests of the atlas: clustered, doubled, at the poles and on both sides of 180 degrees."""

import os

import numpy as np

from stations.atlas.filters import NONE, Filters, filtering
from stations.atlas.tree import Tree, mark_open, plant

# A million by hand: WAYSTATION_QUESTIONS=1000000 pytest tests/stations/atlas
QUESTIONS = int(os.environ.get("WAYSTATION_QUESTIONS", "3000"))
KEYS = 20


def points(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of points in towns, all over the earth, and in its odd corners."""
    towns = np.column_stack([rng.uniform(75, 133, 12), rng.uniform(19, 50, 12)])
    at = towns[rng.integers(0, 12, count)] + rng.normal(0, 0.05, (count, 2))
    anywhere = rng.random(count) < 0.2
    at[anywhere, 0] = rng.uniform(-180, 180, anywhere.sum())
    at[anywhere, 1] = np.degrees(np.arcsin(rng.uniform(-1, 1, anywhere.sum())))
    corner = rng.random(count) < 0.05
    at[corner, 0] = rng.choice([-180.0, 180.0, 179.9999, -179.9999, 0.0], corner.sum())
    at[corner, 1] = rng.choice([-90.0, 90.0, 89.9999, 0.0, 1e-9, 45.0], corner.sum())
    return at[:, 0].round(6), at[:, 1].round(6)


def grown(count: int, rng: np.random.Generator, *, doubled: float = 0.3) -> Tree:
    """A tree of so many places, a part of them at the coordinates of another one."""
    lon, lat = points(count, rng)
    if count:
        twins = rng.random(count) < doubled
        source = rng.integers(0, max(1, count // 10), twins.sum())
        lon[twins], lat[twins] = lon[source], lat[source]
    known = rng.integers(0, 2**20, count, dtype=np.uint64) & rng.integers(0, 2**20, count, dtype=np.uint64)
    known |= np.where(rng.random(count) < 0.01, np.uint64(2**63), np.uint64(0))
    return plant(
        ids=rng.permutation(count).astype(np.int64) * 7 + 1,
        lon=lon,
        lat=lat,
        kind=rng.choice(np.array([0, 1, 2, 63], np.uint8), count),
        services=known,
        services_any=known | rng.integers(0, 2**20, count, dtype=np.uint64),
        key=rng.integers(0, KEYS, count).astype(np.int32),
        score=np.where(rng.random(count) < 0.5, -1.0, rng.uniform(1, 5, count)),
    )[0]


def asked_of(tree: Tree, rng: np.random.Generator) -> Filters:
    """Any mix of filters, often none."""
    opened = (rng.random(KEYS) < rng.choice([0.05, 0.5])).astype(np.uint8) if rng.random() < 0.3 else NONE
    return filtering(
        kinds=int(rng.choice([0, 0, 1, 2, 5, 2**63])),
        services=int(rng.choice([0, 0, 0, 1, 6, 2**63])),
        services_any=int(rng.choice([0, 0, 0, 1, 2**19 + 1])),
        min_score=float(rng.choice([-1, -1, 1, 4.5])),
        open_by_key=opened,
        nodes=mark_open(tree, opened) if len(opened) else NONE,
        gone=(rng.random(len(tree.xyz)) < 0.2).astype(np.uint8) if rng.random() < 0.3 else NONE,
    )
