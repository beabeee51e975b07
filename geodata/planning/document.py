"""The document of a plan: what all have in common, and how one is closed. docs/plans.md tells what stands in it."""

import importlib.metadata
import math
import platform
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from geodata.planning import digests
from geodata.planning.inputs import Inputs
from geodata.planning.layers import around
from geodata.planning.notes import Note
from stations.asking import Asked
from stations.plans import Made

FORMAT = 1
CALCULATING = ("waystation", "numpy", "scipy", "highspy", "numba", "shapely", "pyproj", "h3")


def heading(inputs: Inputs, asked: Asked) -> dict[str, Any]:
    """Begin a document: what was asked, of what it is worked out, and by what."""
    told = inputs.travel.told
    roads = told.get("roads")
    return {
        "format": FORMAT,
        "what": str(asked.what),
        "inputs": dict(inputs.about),
        "options": asked.options,
        "versions": versions(),
        "seed": asked.seed,
        "travel": {
            "by": told["by"],
            "unit": inputs.travel.unit,
            "detour": told.get("detour"),
            "speed_kmh": told.get("speed_kmh"),
            "roads": roads.get("name") if isinstance(roads, Mapping) else roads,
        },
        "standard": asked.within,
    }


def closed(
    document: Mapping[str, Any],
    notes: Iterable[Note],
    layers: Mapping[str, Mapping[str, Any]],
    seconds: float,
) -> Made:
    """Close a document: plain numbers, null for what is not finite, and the digest of it all."""
    whole = {**document, "notes": list(notes), "seconds": round(seconds, 3)}
    result = plain(whole)
    drawn = around(layers)
    return Made(result, digests.of_result(result), {name: plain(one) for name, one in drawn.items()})


def plain(value: Any) -> Any:
    """Write numbers of numpy as numbers, and what is no finite number as null."""
    match value:  # what layers hold by the million comes first; some numbers of numpy are floats, too
        case np.generic() | np.ndarray():
            return plain(value.tolist())
        case float():
            return value if math.isfinite(value) else None
        case str() | int() | None:
            return value
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case _:
            return value


def versions() -> dict[str, str]:
    """Tell the versions of what calculates."""
    found = {"python": platform.python_version()}
    for name in CALCULATING:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "checkout"  # run from a folder, as the tests do
    return found
