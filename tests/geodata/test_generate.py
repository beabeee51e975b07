"""Made-up lists."""

from pathlib import Path

import numpy as np
import pytest
from psycopg2.extensions import connection as Connection

from geodata.errors import BadRequest
from geodata.generate import SORTS, generate
from stations import mainland
from tests.geodata.loading import kept, loaded


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate(tmp_path / name, stations=300, seed=seed)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_a_made_up_list_loads_whole_and_says_that_it_is_made_up(store: Connection, tmp_path: Path) -> None:
    generate(tmp_path / "made_up.csv", stations=2_000, seed=7)
    account = loaded(store, tmp_path / "made_up.csv")
    assert (account.entered, account.refused, account.unknown_services) == (2_000, [], {})
    assert account.unused == {}
    places = kept(store)
    assert all(one["name"].startswith("模拟") for one in places)
    assert {one["kind"] for one in places} == SORTS.keys()
    lon, lat = (np.array([one[axis] for one in places]) for axis in ("lon", "lat"))
    assert mainland.inside(lon, lat).all()


def test_made_up_places_gather_in_cities(tmp_path: Path, store: Connection) -> None:
    generate(tmp_path / "made_up.csv", stations=2_000, seed=7)
    loaded(store, tmp_path / "made_up.csv")
    cells: dict[tuple[int, int], int] = {}
    for one in kept(store):
        cell = (round(one["lon"]), round(one["lat"]))
        cells[cell] = cells.get(cell, 0) + 1
    busiest = sorted(cells.values(), reverse=True)
    assert sum(busiest[:20]) > 500  # twenty of a thousand squares of a degree hold more than a quarter


@pytest.mark.parametrize(("number", "seed"), [(0, 1), (-5, 1), (10**9, 1), (10, -1)])
def test_a_number_that_cannot_be_made_is_refused(tmp_path: Path, number: int, seed: int) -> None:
    with pytest.raises(BadRequest, match="from 1 to 5,000,000"):
        generate(tmp_path / "none.csv", stations=number, seed=seed)
