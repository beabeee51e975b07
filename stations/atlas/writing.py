"""Put an answer together from what was written ahead: compiled, since it is most of what a lookup costs."""

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import brief, compiled
from stations.atlas.copying import copy
from stations.atlas.filters import Filters
from stations.atlas.nearest import nearest
from stations.atlas.tree import Arrays

BEFORE_DISTANCE = np.frombuffer(b',"distance_m":', dtype=np.uint8)
END = np.frombuffer(b"}}", dtype=np.uint8)
Written = tuple[
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.int32],
]
"""What places have written ahead (`stations.atlas.drawing`): own parts, their edges, shared ones, their edges, which of
them a place has; and by slot whose state is a place's."""
AROUND = 64  # bytes that a Feature has beyond its parts: distance, brackets, comma


@brief
def answer(
    tree: Arrays,
    filters: Filters,
    lon: float,
    lat: float,
    k: int,
    within_m: float,
    slots: NDArray[np.int64],
    distance_m: NDArray[np.float64],
    written: Written,
    said: tuple[NDArray[np.uint8], NDArray[np.int64]],
    out: NDArray[np.uint8],
) -> tuple[int, int]:
    """Find the nearest (see `nearest`) and write their Features into `out`, separated by commas.

    Parameters
    ----------
    said
        What is said of all doors, end to end, and its edges.

    Returns
    -------
    found, length
        How many places there are, or `ANTIPODAL`; how many bytes were written, or, negative, how many are needed when
        `out` is too short.
    """
    found = nearest(tree, filters, lon, lat, k, within_m, slots, distance_m)
    if found < 0:
        return found, 0
    own, own_at, shared, shared_at, phrases, key = written
    state, state_at = said
    needed = 0
    for nth in range(found):
        slot = slots[nth]
        needed += (
            own_at[2 * slot + 1] - own_at[2 * slot] + state_at[key[slot] + 1] - state_at[key[slot]] + AROUND
        )
        for part in range(3):
            needed += shared_at[phrases[slot, part] + 1] - shared_at[phrases[slot, part]]
    if needed > out.shape[0]:
        return found, -needed
    end = 0
    for nth in range(found):
        slot = slots[nth]
        services, hours, rest = phrases[slot, 0], phrases[slot, 1], phrases[slot, 2]
        if nth:
            out[end] = 44
            end += 1
        end = copy(own, own_at[2 * slot], own_at[2 * slot + 1], out, end)
        end = copy(shared, shared_at[services], shared_at[services + 1], out, end)
        end = copy(shared, shared_at[hours], shared_at[hours + 1], out, end)
        end = copy(state, state_at[key[slot]], state_at[key[slot] + 1], out, end)
        end = copy(shared, shared_at[rest], shared_at[rest + 1], out, end)
        end = copy(BEFORE_DISTANCE, 0, BEFORE_DISTANCE.shape[0], out, end)
        end = _write_tenths(distance_m[nth], out, end)
        end = copy(END, 0, END.shape[0], out, end)
    return found, end


@compiled
def _write_tenths(value: float, out: NDArray[np.uint8], at: int) -> int:
    """Write a number that is not negative as ``round(value, 1)`` prints: 312.4, 0.0."""
    tenths = _tenths(value)
    digits = 1
    rest = tenths // 100
    while rest:
        digits += 1
        rest //= 10
    out[at + digits] = 46
    out[at + digits + 1] = 48 + tenths % 10
    rest = tenths // 10
    for nth in range(digits):
        out[at + digits - 1 - nth] = 48 + rest % 10
        rest //= 10
    return at + digits + 2


@compiled
def _tenths(value: float) -> int:
    """Round to tenths as Python does, by the exact value: the rest of the product is kept."""
    eight, two = 8 * value, 2 * value
    ten = eight + two
    back = ten - eight
    rest = (eight - (ten - back)) + (two - back)
    whole = int(ten)
    over = (ten - whole) - 0.5
    if over > 0 or (over == 0 and (rest > 0 or (rest == 0 and whole % 2 == 1))):
        whole += 1
    return whole
