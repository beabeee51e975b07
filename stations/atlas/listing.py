"""The places of a box by id, past filters."""

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled
from stations.atlas.filters import Filters, passes


@compiled
def listed(
    places: NDArray[np.void],
    by_id: NDArray[np.int32],
    filters: Filters,
    halves: NDArray[np.float64],
    after: int,
    slots: NDArray[np.int64],
) -> int:
    """Write the slots of the first places beyond an id into `slots`, and tell how many there are.

    Parameters
    ----------
    halves
        West, south, east, north of each half of the box, degrees, edges included, shape (halves, 4).
    """
    asked, open_by_key, _, gone = filters
    found = 0
    for nth in range(_first_beyond(places, by_id, after), by_id.shape[0]):
        slot = by_id[nth]
        if found == slots.shape[0]:
            break
        if (gone.shape[0] > 0 and gone[slot]) or not _inside(
            halves, places[slot]["lon"], places[slot]["lat"]
        ):
            continue
        if passes(asked, open_by_key, places, slot):
            slots[found] = slot
            found += 1
    return found


@compiled
def _first_beyond(places: NDArray[np.void], by_id: NDArray[np.int32], after: int) -> int:
    low, high = 0, by_id.shape[0]
    while low < high:
        middle = (low + high) // 2
        if places[by_id[middle]]["id"] <= after:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _inside(halves: NDArray[np.float64], lon: float, lat: float) -> bool:
    for half in range(halves.shape[0]):
        if halves[half, 0] <= lon <= halves[half, 2] and halves[half, 1] <= lat <= halves[half, 3]:
            return True
    return False
