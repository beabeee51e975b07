"""Along a road: where the next place ahead is too far, in each direction."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from geodata.coverage.errors import NoMeasure
from geodata.travel import Floats

Direction = Literal["forward", "backward"]


class Flow(NamedTuple):
    """Vehicles along a line: `vehicles[i]` between `edges_km[i]` and `edges_km[i + 1]`, which rise."""

    edges_km: Floats
    vehicles: Floats


class Stretch(NamedTuple):
    """A part of a road in which the next place ahead is farther than a limit.

    Kilometres of the road's chainage, in the order of driving: backward, `from_km` is the greater. `next_km` is the
    place ahead, None where the line ends before one comes. `without_km` is the whole way without a place that this
    stretch is part of, from the last place behind (or the line's beginning) to the next ahead (or its end); `at_least`
    says that an end of the line cuts it, so that it may be longer. `flow_km` are vehicle-kilometres in the stretch.
    """

    direction: Direction
    from_km: float
    to_km: float
    length_km: float
    next_km: float | None
    without_km: float
    at_least: bool
    flow_km: float | None


class Corridor(NamedTuple):
    """One direction of a road.

    `beyond_km` is the length of all stretches, `unknown_km` that from which the line ends within the limit before a
    place comes: nobody knows there. `longest_km` is the longest way without a place, stretch or not; `longest_at_least`
    says that an end of the line cuts it. `beyond_flow_km` and `flow_km` are vehicle-kilometres, in the stretches and in
    all.
    """

    stretches: list[Stretch]
    beyond_km: float
    unknown_km: float
    longest_km: float
    longest_at_least: bool
    beyond_flow_km: float | None
    flow_km: float | None


def corridor(
    start_km: float,
    end_km: float,
    places_km: Sequence[float] | Floats,
    within_km: float,
    *,
    direction: Direction = "forward",
    flow: Flow | None = None,
) -> Corridor:
    """Find the stretches of a road in which the next place ahead is farther than `within_km` of driving.

    A driver at x meets the next place at ``p(x) = min(p_j, p_j >= x)``; the stretches are ``{x: p(x) - x > D}``.
    Between two places a < b that is from a to b - D, where b - a > D. Behind the last place p(x) is not known: up to
    the end of the line less D it is surely farther, after that it is unknown.

    When: for motorways and trunk roads, where one turns off only at places and cannot turn back. When not: in a net of
    streets (`measures` with roads). Places off the road count where the way to them leaves it; what lies before the
    beginning and behind the end of the line is not known and never guessed. A ring is cut where its line begins.

    Parameters
    ----------
    start_km, end_km
        Chainage of the line's two ends, rising.
    places_km
        Chainage of the places that serve this direction, in any order; those outside the line are refused.
    within_km
        D, the way without a place that is still right; above 0.
    direction
        Forward is with rising kilometres.
    flow
        Vehicles a day, or any weight, in this direction and over the whole line.

    Examples
    --------
    >>> told = corridor(0.0, 500.0, [40.0, 340.0], 200.0)
    >>> [(one.from_km, one.to_km, one.next_km, one.without_km) for one in told.stretches]
    [(40.0, 140.0, 340.0, 300.0)]
    >>> told.unknown_km, told.longest_km
    (160.0, 300.0)
    """
    places = _checked(start_km, end_km, places_km, within_km, flow)
    if direction == "forward":
        return _ahead(start_km, end_km, places, within_km, 1, flow)
    return _ahead(-end_km, -start_km, np.sort(-places), within_km, -1, flow)


def _ahead(
    start: float, end: float, places: Floats, within_km: float, sign: Literal[1, -1], flow: Flow | None
) -> Corridor:
    """Drive with rising kilometres; `sign` turns them back to the line's own."""
    # Adding 0.0 makes a minus zero a zero.
    behind, ahead = [start, *places.tolist()], [*places.tolist(), end]
    last = len(places)
    stretches, unknown_km = [], 0.0
    for i, (a, b) in enumerate(zip(behind, ahead, strict=True)):
        until = max(a, b - within_km)
        if i == last:
            unknown_km = b - until
        if until > a:
            stretches.append(
                Stretch(
                    direction="forward" if sign == 1 else "backward",
                    from_km=sign * a + 0.0,
                    to_km=sign * until + 0.0,
                    length_km=until - a,
                    next_km=None if i == last else sign * b + 0.0,
                    without_km=b - a,
                    at_least=i in {0, last},
                    flow_km=None if flow is None else _flow_km(flow, *sorted((sign * a, sign * until))),
                )
            )
    ways = [(b - a, i in {0, last}) for i, (a, b) in enumerate(zip(behind, ahead, strict=True))]
    longest_km, longest_at_least = max(ways)
    return Corridor(
        stretches=stretches,
        beyond_km=sum(one.length_km for one in stretches),
        unknown_km=unknown_km,
        longest_km=longest_km,
        longest_at_least=longest_at_least,
        beyond_flow_km=None if flow is None else sum(one.flow_km or 0.0 for one in stretches),
        flow_km=None if flow is None else _flow_km(flow, *sorted((sign * start, sign * end))),
    )


def _flow_km(flow: Flow, low_km: float, high_km: float) -> float:
    """Vehicles times kilometres between two points of the line."""
    edges = np.clip(flow.edges_km, low_km, high_km)
    return float((flow.vehicles * np.diff(edges)).sum())


def _checked(
    start_km: float, end_km: float, places_km: Sequence[float] | Floats, within_km: float, flow: Flow | None
) -> Floats:
    if not (np.isfinite([start_km, end_km]).all() and start_km < end_km):
        raise NoMeasure(f"a line from km {start_km:g} to km {end_km:g}: give its ends as rising kilometres")
    if not (np.isfinite(within_km) and within_km > 0):
        raise NoMeasure(f"within {within_km:g} km: give the way without a place that is still right, above 0")
    places = np.unique(np.asarray(places_km, np.float64))
    outside = ~((places >= start_km) & (places <= end_km))
    if outside.any():
        raise NoMeasure(
            f"a place at km {places[outside][0]:g} is not on the line, km {start_km:g} to {end_km:g}"
        )
    if flow is not None:
        _check_flow(flow, start_km, end_km)
    return places


def _check_flow(flow: Flow, start_km: float, end_km: float) -> None:
    if len(flow.edges_km) != len(flow.vehicles) + 1 or not (np.diff(flow.edges_km) > 0).all():
        raise NoMeasure("flow has one number of vehicles between each two kilometres, which rise")
    if not (np.isfinite(flow.vehicles).all() and (flow.vehicles >= 0).all()):
        raise NoMeasure(
            "a number of vehicles is negative or not known: give 0 or more on every part of the line"
        )
    if flow.edges_km[0] > start_km or flow.edges_km[-1] < end_km:
        raise NoMeasure(
            f"flow is given from km {flow.edges_km[0]:g} to {flow.edges_km[-1]:g}, and the line goes from "
            f"{start_km:g} to {end_km:g}: give it for all of the line"
        )
