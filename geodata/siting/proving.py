"""A bound that is bettered in a thread of its own while sites are searched for."""

import threading

import numpy as np

from geodata.siting import interior
from geodata.siting.covering import Cover
from geodata.siting.limit import Limit
from geodata.siting.prices import Bound, bound_of, descend

DESCENT = 20  # steps between two looks at the clock
ROUNDS = 30
START = 0.3  # of the weights: prices that are good enough to begin with
PATIENCE_S = 0.3


class Proof:
    """The best bound so far for a number of free sites; it grows better until it is finished or told to stop.

    How far it comes is counted in steps, so that the same problem gives the same bound where time is enough.
    """

    def __init__(self, cover: Cover, sites: int, limit: Limit) -> None:
        self.cover, self.sites, self.limit = cover, sites, limit
        self.best = bound_of(cover, np.zeros(len(cover.weight)))
        self.best = self.best.lower(bound_of(cover, cover.weight), sites)
        self.reached = 0.0
        self.finished = False
        self._stop = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="siting-bound", daemon=True)
        self._thread.start()

    @property
    def value(self) -> float:
        """What no choice can cover more than, fixed weight left out."""
        return float(self.best.curve[min(self.sites, len(self.best.curve) - 1)])

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; tell whether it is finished."""
        self._thread.join(seconds)
        if self._failed is not None:
            raise self._failed
        return not self._thread.is_alive()

    def stop(self) -> Bound:
        """End it and give what it proved; a step that takes long is left behind, it dies with the program."""
        self._stop.set()
        self.wait(PATIENCE_S)
        return self.best

    def _over(self) -> bool:
        return self._stop.is_set() or self.limit.over or self.value <= self.reached

    def _work(self) -> None:
        try:
            self._better()
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            self._failed = error

    def _better(self) -> None:
        if self._over() or len(self.cover.weight) == 0:
            return
        settled = False
        prices = descend(self.cover, START * self.cover.weight, self.sites, self.reached, DESCENT)
        self.best = self.best.lower(bound_of(self.cover, prices), self.sites)
        for step in interior.steps(self.cover, self.sites):
            self.best = self.best.lower(bound_of(self.cover, step.prices), self.sites)
            settled = self.value - step.fractional <= 2 * interior.NEAR_ENOUGH * self.value
            if self._over():
                return
        for _ in range(0 if settled else ROUNDS):
            prices = descend(self.cover, self.best.prices, self.sites, self.reached, DESCENT)
            self.best = self.best.lower(bound_of(self.cover, prices), self.sites)
            if self._over():
                return
        self.finished = True
