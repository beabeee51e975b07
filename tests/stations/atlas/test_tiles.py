"""Tiles against the textbook: a loop over all places, each put into its tile and cell by the usual formula."""

import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stations.atlas import tileforms, tiles
from stations.atlas.tileforms import Shown
from stations.atlas.tiles import ANY, MOST_PLACES, Layer, Tile, build, exists, tile

KINDS = ("station", "water_point", "driver_home")
NONE_GONE = np.empty(0, np.uint8)


class Place(NamedTuple):
    """What a tile needs of a place."""

    lon: float
    lat: float
    kind: int = 0
    services: int = 0
    guessed: int = 0
    key: int = 0


def picture(places: list[Place]) -> dict[str, NDArray[Any]]:
    """The arrays of a picture, in which a place's slot is its number."""
    lon, lat = np.array([one.lon for one in places]), np.array([one.lat for one in places])
    kind = np.array([one.kind for one in places], np.uint8)
    return {
        **build(lon, lat, kind, len(KINDS)),
        "kind": kind,
        "services": np.array([one.services for one in places], np.uint64),
        "services_any": np.array([one.services | one.guessed for one in places], np.uint64),
        "key": np.array([one.key for one in places], np.int32),
    }


def layer(places: list[Place], gone: NDArray[np.uint8] = NONE_GONE) -> Layer:
    """One layer of places."""
    return Layer.of(picture(places), gone)


def grid(place: Place, z: int) -> tuple[int, int]:
    """The tile of a place by the formula that every map program uses."""
    lat = math.radians(min(max(place.lat, -85.0511287798066), 85.0511287798066))
    x = math.floor((place.lon + 180) / 360 * 2**z)
    y = math.floor((1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * 2**z)
    return min(max(x, 0), 2**z - 1), min(max(y, 0), 2**z - 1)


def expected(places: dict[int, Place], z: int, x: int, y: int) -> tuple[set[int], Counter[Any]]:
    """The slots shown one by one, and the clusters as (count, counts by kind), of those places that are left."""
    inside = {slot: one for slot, one in places.items() if grid(one, z) == (x, y)}
    if z >= 12 and len(inside) <= MOST_PLACES:
        return set(inside), Counter()
    cells: dict[tuple[int, int], list[int]] = {}
    for slot, one in inside.items():
        cells.setdefault(grid(one, z + 3), []).append(slot)
    clusters = Counter(
        tuple(sum(inside[slot].kind == kind for slot in slots) for kind in range(len(KINDS)))
        for slots in cells.values()
        if len(slots) > 1
    )
    return {slots[0] for slots in cells.values() if len(slots) == 1}, clusters


def told(found: Tile) -> tuple[set[int], Counter[Any]]:
    """What a tile of one layer shows, in the oracle's words."""
    assert found.count.tolist() == found.kinds.sum(axis=1).tolist()
    return set(found.places[0].tolist()), Counter(map(tuple, found.kinds.tolist()))


def town(count: int, seed: int) -> list[Place]:
    """Places close together in a few spots, as in cities, and some anywhere on earth."""
    dice = np.random.default_rng(seed)
    middles = np.array([[126.63, 45.75], [116.4, 39.9], [179.9999, 0.0], [-179.9999, 0.0], [0.0, 84.9]])
    at = middles[dice.integers(0, 5, count)] + dice.normal(0, 0.02, (count, 2))
    anywhere = dice.random(count) < 0.1
    at[anywhere] = dice.uniform((-180, -90), (180, 90), (anywhere.sum(), 2))
    at[:, 0] = (at[:, 0] + 180) % 360 - 180
    return [
        Place(float(lon), float(lat), *(int(one) for one in more))
        for (lon, lat), more in zip(at, dice.integers(0, (3, 8, 8, 4), (count, 4)), strict=True)
    ]


def addresses(places: list[Place]) -> list[tuple[int, int, int]]:
    """Tiles of all zooms that hold something, some that hold much, and an empty one."""
    return [(z, *grid(one, z)) for z in (0, 1, 5, 11, 12, 14, 20) for one in places[:4]] + [(9, 3, 3)]


@pytest.mark.parametrize("seed", range(4))
def test_a_tile_is_what_the_textbook_formula_gives(seed: int) -> None:
    places = town(3_000, seed)
    one = layer(places)
    for z, x, y in addresses(places):
        assert told(tile([one], z, x, y)) == expected(dict(enumerate(places)), z, x, y), (z, x, y)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_gone_is_neither_shown_nor_counted(seed: int) -> None:
    places = town(3_000, seed)
    gone = (np.random.default_rng(seed).random(3_000) < (0.1, 0.5, 0.9, 1.0)[seed]).astype(np.uint8)
    left = {slot: one for slot, one in enumerate(places) if not gone[slot]}
    one = layer(places, gone)
    for z, x, y in addresses(places):
        assert told(tile([one], z, x, y)) == expected(left, z, x, y), (z, x, y)


@pytest.mark.parametrize("inferred", [False, True])
@pytest.mark.parametrize(
    ("kinds", "services", "open_keys"),
    [
        (0b101, 0, None),
        (ANY, 0b011, None),
        (ANY, 0, {1, 3}),
        (0b010, 0b100, {0}),
        (ANY, 0, set()),
        (0, 0, None),
    ],
    ids=["two kinds", "two services", "open", "all of it", "nothing is open", "no kind"],
)
def test_filters_hold_together(
    kinds: int, services: int, open_keys: set[int] | None, *, inferred: bool
) -> None:
    places = town(3_000, 7)
    gone = (np.arange(3_000) % 10 == 0).astype(np.uint8)
    open_by_key = None if open_keys is None else [np.array([key in open_keys for key in range(4)], np.uint8)]
    left = {
        slot: one
        for slot, one in enumerate(places)
        if not gone[slot]
        and kinds >> one.kind & 1
        and (one.services | (one.guessed if inferred else 0)) & services == services
        and (open_keys is None or one.key in open_keys)
    }
    one = layer(places, gone)
    for z, x, y in addresses(places):
        found = tile(
            [one], z, x, y, kinds=kinds, services=services, inferred=inferred, open_by_key=open_by_key
        )
        assert told(found) == expected(left, z, x, y), (z, x, y)


@pytest.mark.parametrize("filtered", [False, True])
def test_an_overlay_counts_as_if_its_places_had_always_been_there(*, filtered: bool) -> None:
    base, over = town(3_000, 1), town(300, 2)
    together = layer(base + over)
    apart = [layer(base), layer(over)]
    kinds = 0b011 if filtered else ANY
    for z, x, y in addresses(base) + addresses(over):
        one, two = tile([together], z, x, y, kinds=kinds), tile(apart, z, x, y, kinds=kinds)
        slots = {*two.places[0].tolist(), *(3_000 + two.places[1]).tolist()}
        assert slots == set(one.places[0].tolist())
        assert two.kinds.tolist() == one.kinds.tolist()
        assert np.allclose(two.lon, one.lon, atol=1e-9)
        assert np.allclose(two.lat, one.lat, atol=1e-9)


def test_a_cluster_stands_at_the_mean_of_its_places_on_the_map() -> None:
    found = tile([layer([Place(10.0, 20.0), Place(10.2, 20.0), Place(10.4, 20.0)])], 0, 0, 0)
    assert found.count.tolist() == [3]
    assert found.lon[0] == pytest.approx(10.2)
    assert found.lat[0] == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (180.0, 0.0, 2, 2**20 // 2),
        (-180.0, 0.0, 1, 2**20 // 2),
        (0.0, 90.0, 2**20 // 2, 1),
        (0.0, -90.0, 2**20 // 2, 2),
        (0.0, 85.0511287798066, 2**20 // 2, 1),
        (0.0, 0.0, 2**20 // 2, 2**20 // 2),
    ],
    ids=["east end", "west end", "north pole", "south pole", "edge of the square", "where four tiles meet"],
)
def test_every_place_on_earth_is_in_exactly_one_tile(lon: float, lat: float, x: int, y: int) -> None:
    """1 and 2 stand for the first and the last tile of a row."""
    ends = {1: 0, 2: 2**20 - 1}
    one = layer([Place(lon, lat)])
    assert tile([one], 20, ends.get(x, x), ends.get(y, y)).places[0].tolist() == [0]
    for z in (1, 13):
        found = [tile([one], z, *at).places[0].tolist() for at in around(grid(Place(lon, lat), z), z)]
        assert sum(map(len, found)) == 1


def around(at: tuple[int, int], z: int) -> list[tuple[int, int]]:
    """A tile and those beside it."""
    steps = (-1, 0, 1)
    return [(at[0] + i, at[1] + j) for i in steps for j in steps if exists(z, at[0] + i, at[1] + j)]


@settings(max_examples=60, deadline=None)
@given(
    at=st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(lambda at: Place(*at)), min_size=1, max_size=9
    ),
    z=st.integers(0, 19),
)
def test_four_tiles_hold_what_the_one_above_them_holds(at: list[Place], z: int) -> None:
    one, (x, y) = layer(at), grid(at[0], z)
    whole = tile([one], z, x, y)
    parts = [tile([one], z + 1, 2 * x + i, 2 * y + j) for i in (0, 1) for j in (0, 1)]
    assert shown(whole) == sum(map(shown, parts))


def shown(found: Tile) -> int:
    """How many places a tile tells of."""
    return int(found.count.sum()) + sum(map(len, found.places))


def test_without_any_place_every_tile_is_empty() -> None:
    for z in (0, 12, 20):
        found = tile([layer([]), layer([])], z, 0, 0)
        assert [one.tolist() for one in found.places] == [[], []]
        assert (found.count.tolist(), found.kinds.shape) == ([], (0, len(KINDS)))


@pytest.mark.parametrize("count", [MOST_PLACES, MOST_PLACES + 1])
def test_from_zoom_12_on_so_many_places_and_no_more_are_shown_one_by_one(count: int) -> None:
    found = tile([layer([Place(0.01, -0.01)] * count)], 12, 2048, 2048)
    assert len(found.places[0]) == (count if count == MOST_PLACES else 0)
    assert found.count.tolist() == ([] if count == MOST_PLACES else [count])


@pytest.mark.parametrize(
    ("z", "x", "y", "there"),
    [(0, 0, 0, True), (20, 2**20 - 1, 0, True), (0, 1, 0, False), (3, 0, 8, False), (3, -1, 0, False),
     (21, 0, 0, False), (-1, 0, 0, False)],
)  # fmt: skip
def test_tiles_beyond_the_world_are_told(z: int, x: int, y: int, *, there: bool) -> None:
    assert exists(z, x, y) is there


def test_there_is_one_compiled_version_whatever_arrays_come() -> None:
    """What is mapped from a file is read-only, what an overlay is built of is not."""
    pytest.importorskip("numba")
    places, asked = town(500, 3), [np.ones(4, np.uint8)] * 2
    mapped = {name: array.copy() for name, array in picture(places).items()}
    for array in mapped.values():
        array.flags.writeable = False
    layers = [layer(places), Layer.of(mapped, np.ones(500, np.uint8))]
    for z in (0, 12):
        tile(layers, z, 0, 0)
        tile(layers, z, 0, 0, kinds=1, services=1, inferred=True, open_by_key=asked)
    assert len(tiles._gather.signatures) == 1  # type: ignore[attr-defined]


def showing(places: list[Place], name: str) -> Shown:
    """Places of one name, open by their slot: yes, no, not known."""
    return Shown(
        ids=np.arange(10**9, 10**9 + len(places)),
        lon=np.array([one.lon for one in places]),
        lat=np.array([one.lat for one in places]),
        kind=np.array([one.kind for one in places], np.uint8),
        name=lambda _: name,
        open=lambda slot: (True, False, None)[slot % 3],
    )


@pytest.mark.parametrize("z", [0, 8, 12, 15, 20])
@pytest.mark.parametrize("count", [MOST_PLACES, 5_000])
def test_no_tile_is_larger_than_200_kb_whatever_lies_in_one_spot(count: int, z: int) -> None:
    places = [Place(126.6205123, 45.7702123, slot % 3) for slot in range(count)]
    found = tile([layer(places)], z, *grid(places[0], z))
    several = [showing(places, "\x01" * 200)]
    assert len(orjson.dumps(tileforms.features(found, several, KINDS))) < 200_000
    assert len(tileforms.vector_tile(found, several, KINDS)) < 200_000


def test_a_tile_of_64_clusters_of_all_kinds_is_small() -> None:
    kinds = [f"a_kind_with_a_long_name_{number}" for number in range(64)]
    found = Tile(0, 0, 0, (np.empty(0, np.int32),), np.full(64, 123.456789), np.full(64, 45.678901),
                 np.full(64, 640_000), np.full((64, 64), 10_000))  # fmt: skip
    assert len(orjson.dumps(tileforms.features(found, [showing([], "")], kinds))) < 200_000


def test_features_are_written_as_the_page_reads_them() -> None:
    places = [Place(126.62051234567, 45.77), Place(-60.0, -30.0, 1), Place(-60.1, -30.0, 2)]
    found = tile([layer([]), layer(places)], 1, 1, 0)
    written = tileforms.features(found, [showing([], ""), showing(places, "驿站")], KINDS)
    assert written == [
        {
            "type": "Feature",
            "id": "1000000000",
            "geometry": {"type": "Point", "coordinates": [126.6205123, 45.77]},
            "properties": {"name": "驿站", "kind": "station", "open": {"now": True}},
        }
    ]
    found = tile([layer(places)], 1, 0, 1)
    assert tileforms.features(found, [showing(places, "驿站")], KINDS) == [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-60.05, -30.0]},
            "properties": {"count": 2, "kinds": {"water_point": 1, "driver_home": 1}},
        }
    ]


def test_a_long_name_is_cut() -> None:
    assert tileforms.short("驿" * 40) == "驿" * 40
    assert tileforms.short("驿" * 41) == "驿" * 39 + "…"
