"""Who is served by which site when sites fill up: the most that can be served, and the cheapest way to serve all.

The most is a maximum flow (Ford and Fulkerson 1956, doi:10.4153/CJM-1956-045-5), the cheapest a transport problem
solved by successive shortest paths (Jewell 1962, doi:10.1287/opre.10.4.476). Demand may be split. Both search among
sites alone, of which there are few: a site passes weight on to another by a row that both can serve.
"""

from typing import NamedTuple

import numpy as np

from geodata.siting.compiled import Array, compiled
from geodata.travel import Floats

DUST = 1e-11  # of all weight: less than this is rounding


class Options(NamedTuple):
    """For each row the slots of the sites that can serve it, and the same the other way around."""

    starts: Array
    slots: Array
    site_starts: Array
    entries: Array  # indices into `slots`
    row: Array  # of each entry


class Allotted(NamedTuple):
    """What each site serves, and what of each row is served by nobody."""

    served: Floats
    rest: Floats
    wanted: Array  # rows of which more can be served if another site takes some of them

    @property
    def value(self) -> float:
        """The weight that is served."""
        return float(self.served.sum())


def most_served(starts: Array, columns: Array, weight: Floats, room: Floats, sites: Array) -> Allotted:
    """Serve as much of the rows as sites have room for.

    Parameters
    ----------
    starts, columns
        Which candidates can serve each row.
    room
        Of each site, in the order of `sites`.
    """
    options = _options(starts, columns, np.asarray(sites, np.int64), int(columns.max(initial=0)) + 1)
    flow, left, rest = _begun(options, weight, room)
    dust = DUST * float(weight.sum())
    while True:
        level, by, to = _toward_room(options, flow, left, dust)
        if _augmented(options, flow, left, rest, level, by, to, dust) <= dust:
            break
    return Allotted(_sums(options, flow, len(sites)), rest, _wanted(options, flow, rest, dust))


@compiled
def _options(starts: Array, columns: Array, sites: Array, size: int) -> Options:
    slot_of = np.full(size, -1)
    for slot in range(len(sites)):
        if sites[slot] < size:
            slot_of[sites[slot]] = slot
    begun, site_starts = np.zeros(len(starts), np.int64), np.zeros(len(sites) + 1, np.int64)
    for i in range(len(starts) - 1):
        begun[i + 1] = begun[i]
        for e in range(starts[i], starts[i + 1]):
            if slot_of[columns[e]] >= 0:
                begun[i + 1] += 1
                site_starts[slot_of[columns[e]] + 1] += 1
    for slot in range(len(sites)):
        site_starts[slot + 1] += site_starts[slot]
    slots, row = np.empty(begun[-1], np.int32), np.empty(begun[-1], np.int32)
    entries, at, filled = np.empty(begun[-1], np.int32), 0, site_starts[:-1].copy()
    for i in range(len(starts) - 1):
        for e in range(starts[i], starts[i + 1]):
            slot = slot_of[columns[e]]
            if slot >= 0:
                slots[at], row[at], entries[filled[slot]] = slot, i, at
                filled[slot] += 1
                at += 1
    return Options(begun, slots, site_starts, entries, row)


@compiled
def _begun(options: Options, weight: Floats, room: Floats) -> tuple[Floats, Floats, Floats]:
    """Serve first whoever has the fewest sites, each by the one with the most room left."""
    flow, left, rest = np.zeros(len(options.slots)), room.copy(), weight.copy()
    for i in np.argsort(options.starts[1:] - options.starts[:-1]):
        while rest[i] > 0:
            best = -1
            for e in range(options.starts[i], options.starts[i + 1]):
                if left[options.slots[e]] > 0 and (
                    best < 0 or left[options.slots[e]] > left[options.slots[best]]
                ):
                    best = e
            if best < 0:
                break
            given = min(rest[i], left[options.slots[best]])
            flow[best] += given
            rest[i] -= given
            left[options.slots[best]] -= given
    return flow, left, rest


@compiled
def _toward_room(options: Options, flow: Floats, left: Floats, dust: float) -> tuple[Array, Array, Array]:
    """Tell for each site how many steps it is from one with room, and by which entries its weight is passed on."""
    many = len(left)
    level, by, to, queue = np.full(many, -1), np.full(many, -1), np.full(many, -1), np.empty(many, np.int64)
    waiting, head = 0, 0
    for slot in range(many):
        if left[slot] > dust:
            level[slot], queue[waiting] = 0, slot
            waiting += 1
    while head < waiting:
        slot = queue[head]
        head += 1
        for k in range(options.site_starts[slot], options.site_starts[slot + 1]):
            into = options.entries[k]
            i = options.row[into]
            for e in range(options.starts[i], options.starts[i + 1]):
                other = options.slots[e]
                if level[other] < 0 and flow[e] > dust:
                    level[other], by[other], to[other] = level[slot] + 1, e, into
                    queue[waiting] = other
                    waiting += 1
    return level, by, to


@compiled
def _augmented(
    options: Options,
    flow: Floats,
    left: Floats,
    rest: Floats,
    level: Array,
    by: Array,
    to: Array,
    dust: float,
) -> float:
    """Serve more of the rows by sites from which weight can be passed on; how much more."""
    more = 0.0
    for i in range(len(rest)):
        for first in range(options.starts[i], options.starts[i + 1]):
            if rest[i] <= dust:
                break
            if level[options.slots[first]] < 0:
                continue
            slot, given = options.slots[first], rest[i]
            while by[slot] >= 0:
                given = min(given, flow[by[slot]])
                slot = options.slots[to[slot]]
            given = min(given, left[slot])
            if given <= dust:
                continue
            left[slot] -= given
            slot = options.slots[first]
            flow[first] += given
            while by[slot] >= 0:
                flow[by[slot]] -= given
                flow[to[slot]] += given
                slot = options.slots[to[slot]]
            rest[i] -= given
            more += given
    return more


@compiled
def _wanted(options: Options, flow: Floats, rest: Floats, dust: float) -> Array:
    """Tell the rows that are left over, and those of sites that are full because of them."""
    many = len(options.site_starts) - 1
    wanted, full, queue, waiting, head = rest > dust, np.zeros(many, np.bool_), np.empty(many, np.int64), 0, 0
    for e in range(len(options.slots)):
        if wanted[options.row[e]] and not full[options.slots[e]]:
            full[options.slots[e]], queue[waiting] = True, options.slots[e]
            waiting += 1
    while head < waiting:
        slot = queue[head]
        head += 1
        for k in range(options.site_starts[slot], options.site_starts[slot + 1]):
            i = options.row[options.entries[k]]
            if wanted[i] or flow[options.entries[k]] <= dust:
                continue
            wanted[i] = True
            for e in range(options.starts[i], options.starts[i + 1]):
                if not full[options.slots[e]]:
                    full[options.slots[e]], queue[waiting] = True, options.slots[e]
                    waiting += 1
    return wanted


@compiled
def _sums(options: Options, flow: Floats, sites: int) -> Floats:
    served = np.zeros(sites)
    for e in range(len(flow)):
        served[options.slots[e]] += flow[e]
    return served


@compiled
def cheapest(cost: Floats, weight: Floats, room: Floats) -> Floats:
    """Serve all rows as cheaply as can be; what of each row each site serves, shape (sites, rows).

    Everybody goes to the nearest site; then weight too much is passed on by the shortest way among sites, again and
    again. One site at least is meant to have room for all.

    Parameters
    ----------
    cost
        Shape (rows, sites), inf where a site does not serve a row.
    """
    n, p = cost.shape
    flow, load, dust = np.zeros((p, n)), np.zeros(p), DUST * weight.sum()
    for i in range(n):
        near = np.argmin(cost[i])
        flow[near, i] = weight[i]
        load[near] += weight[i]
    step, by, stale = np.full((p, p), np.inf), np.full((p, p), -1), np.ones(p, np.bool_)
    for source in range(p):
        while load[source] > room[source] + dust:
            for j in range(p):
                if stale[j]:
                    _steps(cost, flow, j, step, by, dust)
                    stale[j] = False
            before, end = _shortest(step, load, room, source, dust)
            if end < 0:
                break
            given, k = min(load[source] - room[source], room[end] - load[end]), end
            while k != source:
                given = min(given, flow[before[k], by[before[k], k]])
                k = before[k]
            k = end
            while k != source:
                j = before[k]
                flow[j, by[j, k]] -= given
                flow[k, by[j, k]] += given
                stale[j] = stale[k] = True
                k = j
            load[source] -= given
            load[end] += given
    return flow


@compiled
def _steps(cost: Floats, flow: Floats, j: int, step: Floats, by: Array, dust: float) -> None:
    """Find the row by which a site passes weight on to each other one most cheaply."""
    step[j, :] = np.inf
    for i in range(len(cost)):
        if flow[j, i] > dust:
            for k in range(cost.shape[1]):
                if k != j and cost[i, k] - cost[i, j] < step[j, k]:
                    step[j, k], by[j, k] = cost[i, k] - cost[i, j], i


@compiled
def _shortest(step: Floats, load: Floats, room: Floats, source: int, dust: float) -> tuple[Array, int]:
    """Find the shortest way from a site to one with room (Bellman 1958); each site's site before it, and the end."""
    p = len(load)
    away, before, again = np.full(p, np.inf), np.full(p, -1), np.zeros(p, np.bool_)
    away[source], again[source] = 0.0, True
    for _ in range(p):
        any_better = False
        for j in range(p):
            if again[j]:
                again[j] = False
                for k in range(p):
                    if away[j] + step[j, k] < away[k] - 1e-9 * (
                        1 + abs(away[k]) if away[k] < np.inf else 0.0
                    ):
                        away[k], before[k], again[k], any_better = away[j] + step[j, k], j, True, True
        if not any_better:
            break
    end = -1
    for k in range(p):
        if load[k] < room[k] - dust and away[k] < np.inf and (end < 0 or away[k] < away[end]):
            end = k
    return before, end
