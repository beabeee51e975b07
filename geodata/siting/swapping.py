"""The best choice of sites so far, and swaps that may better it, each valued as a whole."""

from collections.abc import Callable

import numpy as np

from geodata.siting.compiled import Array
from geodata.travel import Floats, Ints

BIAS = 2.5  # how much rather the first than the last is drawn
Valued = Callable[[Ints], float]


class Swapping:
    """The best choice of sites so far: the first `kept` stay, the others may be swapped for free candidates.

    Values are to be great; a cost is given with its sign turned. The same seed and the same calls give the same choice.
    """

    def __init__(self, free: Ints, near_starts: Array, near: Array, kept: int, seed: int) -> None:
        self.free, self.kept = free, kept
        self.best: Ints = free[:0]
        self.value = -np.inf
        self._near_starts, self._near = near_starts, near
        self._drawn = np.random.default_rng(seed)
        self._seen: set[bytes] = set()

    def offer(self, sites: Ints, valued: Valued) -> bool:
        """Take a choice if it keeps the spacing and is better than the best; tells whether it is."""
        key = np.sort(sites).tobytes()
        if key in self._seen or not self.apart(sites):
            return False
        self._seen.add(key)
        value = valued(sites)
        if value <= self.value:
            return False
        self.best, self.value = sites, value
        return True

    def apart(self, sites: Ints) -> bool:
        """Tell whether no two of some sites stand too close."""
        chosen = set(sites.tolist())
        return all(
            chosen.isdisjoint(self._near[self._near_starts[one] : self._near_starts[one + 1]].tolist())
            for one in chosen
        )

    def swap(self, served: Floats, worth: Callable[[int], Floats], valued: Valued) -> bool:
        """Try a free candidate, rather one of more worth, in place of a site, rather one that serves little.

        Parameters
        ----------
        worth
            Tells what each candidate could be worth when the site of a slot leaves.
        """
        outside = np.flatnonzero(~np.isin(self.free, self.best))
        slots = np.arange(self.kept, len(self.best))
        if not len(outside) or not len(slots):
            return False
        leaving = _drawn_from(self._drawn, slots, served[slots])
        entering = self.free[_drawn_from(self._drawn, outside, -worth(leaving)[self.free[outside]])]
        sites = self.best.copy()
        sites[leaving] = entering
        return self.offer(sites, valued)


def _drawn_from(drawn: np.random.Generator, what: Ints, order: Floats) -> int:
    """Draw one, the first in order most often."""
    return int(what[np.argsort(order, kind="stable")][int(drawn.random() ** BIAS * len(what))])


def free_of(sites: Ints, must: Ints, served: Floats) -> Ints:
    """Give the sites that are not must-have ones, those that serve most first."""
    order = np.lexsort((sites, -served))
    return sites[order][~np.isin(sites[order], must)]
