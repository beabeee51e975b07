"""Digests of what a plan was worked out from and of what came of it: the same inputs are known again."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from geodata.demand import Demand, Sites
from geodata.planning.areas import Areas

# What differs from one run to the next though the plan is the same. A bound is a proof that is worked out beside the
# search until that ends: how sharp it got depends on how busy the machine was.
NOT_NUMBERS = ("seconds", "versions", "notes", "inputs", "again", "bound", "gap")


def of_demand(demand: Demand) -> str:
    """Give the digest of ids, positions and weights."""
    return _digest(demand.id, demand.lon, demand.lat, demand.weight, demand.by_hour)


def of_sites(sites: Sites) -> str:
    """Give the digest of ids, positions, names, capacities and hours."""
    return _digest(sites.id, sites.lon, sites.lat, sites.name, sites.capacity, sites.hours)


def of_areas(areas: Areas) -> str:
    """Give the digest of codes, names and outlines."""
    outlines = np.array([shapely.to_wkb(one, output_dimension=2) for one in areas.outline], dtype=object)
    return _digest(areas.code, areas.name, outlines)


def of_result(result: Mapping[str, Any]) -> str:
    """Give the digest of the numbers of a plan: all of its document but times, versions, bounds, sentences."""
    kept = _numbers(result)
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _numbers(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _numbers(one) for name, one in value.items() if name not in NOT_NUMBERS}
        case list() | tuple():
            return [_numbers(one) for one in value]
        case _:
            return value


def _digest(*columns: Any) -> str:
    """Digest columns one after the other, each with its length, so that none runs into the next."""
    sum_ = hashlib.sha256()
    for column in columns:
        if column is None:
            sum_.update(b"none;")
        elif column.dtype == object:
            cells = [one if isinstance(one, bytes) else repr(one).encode() for one in column]
            sum_.update(f"texts {len(cells)};".encode())
            for cell in cells:
                sum_.update(f"{len(cell)}:".encode() + cell)
        else:
            sum_.update(f"numbers {column.shape};".encode() + np.ascontiguousarray(column, "<f8").tobytes())
    return sum_.hexdigest()
