"""What is asked of a place, tested on a place and on a whole node of the tree."""

import numpy as np
from numpy.typing import NDArray

from stations.atlas.compiled import compiled, inlined
from stations.atlas.tree import Arrays, Tree, frozen

ASKED = np.dtype(
    [("kinds", np.uint64), ("services", np.uint64), ("services_any", np.uint64), ("score", np.float64)]
)
NONE = frozen(np.zeros(0, np.uint8))
"""In place of an array of yes and no that nothing depends on."""

Filters = tuple[NDArray[np.void], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]
"""`ASKED`, then yes or no by key of hours, by node and, for places to pass over, by slot."""


def filtering(
    *,
    kinds: int = 0,
    services: int = 0,
    services_any: int = 0,
    min_score: float = -1.0,
    open_by_key: NDArray[np.uint8] = NONE,
    nodes: NDArray[np.uint8] = NONE,
    gone: NDArray[np.uint8] = NONE,
) -> Filters:
    """What a place must have; anything will do where nothing is said.

    Parameters
    ----------
    kinds
        One of these, bit by kind.
    services, services_any
        All of these, bit by service: known of the place, and known or inferred.
    min_score
        At least this rating. A place without a vote has -1.
    open_by_key
        1 for each key of hours that is open.
    nodes
        1 for each node worth entering: from `tree.mark_open` or, better, `mark_passing`.
    gone
        1 for each slot to pass over.
    """
    asked = frozen(np.array([(kinds, services, services_any, min_score)], ASKED))
    return asked, frozen(open_by_key), frozen(nodes), frozen(gone)


ANYTHING = filtering()


def mark_passing(tree: Tree, filters: Filters) -> NDArray[np.uint8]:
    """For every node, 1 where a place in it passes all filters; half a millisecond for 200,000 places.

    Marks of single services cannot tell that no place has three of them together. Who is asked the same again keeps
    this and puts it in the filters: then a walk enters no node in vain.
    """
    passing = np.zeros(len(tree.boxes), np.uint8)
    _mark_passing(tree.arrays(), filters, passing)
    return frozen(passing)


@compiled
def _mark_passing(tree: Arrays, filters: Filters, passing: NDArray[np.uint8]) -> None:
    places, asked, open_by_key = tree[1], filters[0], filters[1]
    count, leaves = places.shape[0], passing.shape[0] // 2
    for leaf in range(leaves):
        for slot in range(leaf * count // leaves, (leaf + 1) * count // leaves):
            if passes(asked, open_by_key, places, slot):
                passing[leaves + leaf] = 1
                break
    for node in range(leaves - 1, 0, -1):
        passing[node] = passing[2 * node] | passing[2 * node + 1]


# The steps of a walk are given arrays one by one: to take one out of a tuple costs more than all that is done with it.
@compiled
def asks(asked: NDArray[np.void], open_by_key: NDArray[np.uint8], nodes: NDArray[np.uint8]) -> bool:
    """Whether nodes or places are to be tested at all; `gone` is tested apart."""
    one = asked[0]
    bits = one["kinds"] | one["services"] | one["services_any"]
    return bool(bits != 0 or one["score"] > -1 or open_by_key.shape[0] > 0 or nodes.shape[0] > 0)


@inlined
def may_pass(asked: NDArray[np.void], nodes: NDArray[np.uint8], marks: NDArray[np.void], node: int) -> bool:
    """Whether a place that passes may be in a node."""
    if nodes.shape[0] > 0 and nodes[node] == 0:
        return False
    one, mark = asked[0], marks[node]
    if one["kinds"] != 0 and one["kinds"] & mark["kinds"] == 0:
        return False
    if one["services"] & ~mark["services"] != 0 or one["services_any"] & ~mark["services_any"] != 0:
        return False
    return bool(one["score"] <= mark["score"])


@inlined
def passes(
    asked: NDArray[np.void], open_by_key: NDArray[np.uint8], places: NDArray[np.void], slot: int
) -> bool:
    """Whether a place has all that is asked."""
    one, place = asked[0], places[slot]
    if one["kinds"] != 0 and (one["kinds"] >> np.uint64(place["kind"])) & np.uint64(1) == 0:
        return False
    if one["services"] & ~place["services"] != 0 or one["services_any"] & ~place["services_any"] != 0:
        return False
    if one["score"] > place["score"]:
        return False
    return bool(open_by_key.shape[0] == 0 or open_by_key[place["key"]] != 0)
