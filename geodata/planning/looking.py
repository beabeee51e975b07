"""How a plan looks at time: which places count when, and how far each demand point has it then."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geodata.coverage.hours import Points, measures_by_hour
from geodata.demand import WEEK_H, Sites
from geodata.errors import BadPlan
from geodata.openness import DAY_H, DAYS, HOLIDAY, Week, open_masks, week_moments, weight_by_moment
from geodata.planning import costs
from geodata.planning.costs import Costs
from geodata.planning.inputs import Inputs
from geodata.planning.notes import Note, note
from geodata.planning.telling import Telling
from geodata.travel import Ints
from stations.asking import Asked

NIGHT = (22, 6)


class Looked(NamedTuple):
    """Costs at the hours that were asked for; over a week, also which places are open at each of its moments."""

    costs: Costs
    week: Week | None
    opened: NDArray[np.bool_] | None
    notes: list[Note]

    @property
    def open_hours(self) -> Ints | None:
        """How many hours of the week each place is open; None where hours were not looked at."""
        return None if self.opened is None else self.opened[:, :WEEK_H].sum(axis=1)


def look(inputs: Inputs, asked: Asked, telling: Telling, places: Sites | None = None) -> Looked:
    """Measure costs as asked: always, at one moment, or over the week; with other places where they are given."""
    places = inputs.places if places is None else places
    demand, travel = inputs.people, inputs.travel
    if asked.hours == "always":
        return Looked(costs.always(travel, demand, places), None, None, [])
    notes: list[Note] = []
    if asked.hours == "week":
        week = the_week(inputs, asked)
        opened = masks(places, week.moments, asked, inputs, notes)
        return Looked(
            costs.over_week(travel, demand, places, opened[:, :WEEK_H], telling), week, opened, notes
        )
    at = datetime.fromisoformat(asked.hours)
    opened = masks(places, [at], asked, inputs, notes)[:, 0]
    if len(places) and not opened.any():
        notes.append(note("none_open"))
    hour = at.weekday() * DAY_H + at.hour
    if demand.by_hour is not None and not demand.by_hour[:, hour].any():
        raise BadPlan(f"the demand counts nobody at {asked.hours}: ask for another hour, or for the week")
    return Looked(costs.at_hour(travel, demand, places, opened, hour), None, None, notes)


def the_week(inputs: Inputs, asked: Asked) -> Week:
    """Choose the plain week and the holiday that are looked at."""
    return week_moments(datetime.fromisoformat(asked.date).date(), inputs.calendar)


def masks(
    places: Sites, moments: list[datetime], asked: Asked, inputs: Inputs, notes: list[Note]
) -> NDArray[np.bool_]:
    """Tell which places are open at which moments; what is not known is noted."""
    unknown: Literal["closed", "open"] = "open" if asked.unknown_hours == "open" else "closed"
    told: list[dict[str, Any]] = []
    opened = open_masks(places.hours.tolist(), moments, inputs.calendar, unknown=unknown, notes=told)
    notes += [note("hours_unknown", places=one["params"]["n"], counted=unknown) for one in told]
    return opened


def by_hour(
    inputs: Inputs, asked: Asked, week: Week, opened: NDArray[np.bool_], places: Sites | None = None
) -> list[dict[str, Any]]:
    """Tell coverage hour by hour: the plain week, then a holiday where the calendar knows one."""
    places = inputs.places if places is None else places
    demand = inputs.people
    weight = demand.weight if demand.by_hour is None else weight_by_moment(demand.by_hour, week)
    rows = measures_by_hour(
        inputs.travel, Points(demand.lon, demand.lat), weight, Points(places.lon, places.lat), opened,
        asked.within or 0.0,
    )  # fmt: skip
    return [
        {
            "day": day,
            "hour": hour,
            **row,
            "covered": None if row["share"] is None else row["share"] * row["weight"],
        }
        for (day, hour), row in zip(week.labels, rows, strict=True)
    ]


def times(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Gather hours into workdays, weekends, nights and holidays, and name the best and the worst of the week."""
    week = [row for row in rows if row["day"] != HOLIDAY and row["share"] is not None]
    begins, ends = NIGHT
    return {
        "workday": _gathered([row for row in week if row["day"] in DAYS[:5]]),
        "weekend": _gathered([row for row in week if row["day"] in DAYS[5:]]),
        "night": _gathered([row for row in week if row["hour"] >= begins or row["hour"] < ends]),
        "holiday": _gathered([row for row in rows if row["day"] == HOLIDAY and row["share"] is not None]),
        "best": _named(max(week, key=lambda row: row["share"], default=None)),
        "worst": _named(min(week, key=lambda row: row["share"], default=None)),
    }


def _gathered(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Average over hours: weight and covered are of an hour."""
    whole, within = sum(row["weight"] for row in rows), sum(row["covered"] for row in rows)
    count = max(1, len(rows))
    return {"weight": whole / count, "covered": within / count, "share": within / whole if whole else None}


def _named(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: row[name] for name in ("day", "hour", "share")}
