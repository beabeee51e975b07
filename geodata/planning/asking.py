"""What a planner asks: read from options by name, all defaults written out, and refused where it cannot be worked with.

One `Asked` holds what all plans have in common, and beside it what one kind alone asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from geodata.coverage.gaps import COARSEST, FINEST
from geodata.errors import BadPlan
from geodata.planning.options import Options
from stations.hours import CHINA
from stations.plans import What

WAYS = ("geodesic", "walk", "ebike", "truck")
MODELS = ("mclp", "lscp", "pmedian", "pcenter")
ACCESS = ("2sfca", "e2sfca")
DO = ("add", "move", "close", "hours")
STATUSES = ("open", "planned", "suspended")
EXISTING = ("fixed", "movable", "none")
DETOUR = 1.3  # streets of cities lengthen the straight way by a quarter to two fifths
MOST_S = 600.0
MOST_CANDIDATES = 20_000
MOST_AREAS = 5_000
MOST_CHANGES = 500


class Filter(NamedTuple):
    """Which places count as supply; an empty list asks for none in particular."""

    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ("open",)


class Way(NamedTuple):
    """How people get to places: straight with a detour, or on a graph of roads."""

    by: str = "geodesic"
    roads: str | None = None
    detour: float | None = DETOUR
    speed_kmh: float | None = None
    unit: str = "m"


class Coverage(NamedTuple):
    """What coverage asks for beside: access by floating catchments, and from how near two places are too close."""

    access: str | None = None
    close_m: float | None = None


class Gaps(NamedTuple):
    """How gaps are put together: at most so many are told, of H3 cells of a resolution; None: by the standard."""

    most: int = 50
    resolution: int | None = None


class Siting(NamedTuple):
    """Where the next places go."""

    model: str = "mclp"
    sites: int | None = None
    share: float | None = None
    candidates: str = "demand"
    points: tuple[Mapping[str, Any], ...] = ()
    existing: str = "fixed"
    must: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    spacing_m: float | None = None


class Corridor(NamedTuple):
    """Along which road, and within how many kilometres of driving a place is to come; a line has those beside it."""

    road: str | None = None
    line: tuple[Mapping[str, float], ...] = ()
    within_km: float = 100.0
    flow: float | None = None
    beside_m: float = 1_000.0


class Change(NamedTuple):
    """One thing that would be different."""

    do: str
    id: str
    name: str
    lon: float | None
    lat: float | None
    hours: str | None


class Comparing(NamedTuple):
    """What would be different; and whether to tell what each place would be missed for, and what an evening gives."""

    changes: tuple[Change, ...] = ()
    losses: bool = True
    evening: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with all defaults written out; `options` gives it back as it is kept."""

    what: What
    demand: str | None
    places: Filter
    way: Way
    within: float | None
    hours: str
    date: str
    unknown_hours: str
    areas: str | None
    outlines: tuple[Mapping[str, Any], ...]
    seed: int
    seconds: float
    part: Coverage | Gaps | Siting | Corridor | Comparing

    @property
    def options(self) -> dict[str, Any]:
        """Write the question as it is kept, and asked again."""
        part = self.part._asdict()
        if isinstance(self.part, Comparing):
            part["changes"] = [change._asdict() for change in self.part.changes]
        told = asdict(self) | {"places": self.places._asdict(), **self.way._asdict(), **part}
        return _plain({name: value for name, value in told.items() if name not in ("part", "way", "what")})


def asked(what: What | str, given: Mapping[str, Any], *, now: datetime) -> Asked:
    """Read a question.

    Parameters
    ----------
    given
        Options by name, as docs/plans.md tells them.
    now
        The hour that "now" means, and the day whose week is looked at where no date is given.

    Raises
    ------
    BadPlan
        When an option is unknown, missing, or cannot be worked with; the message names it, the rule and the cure.

    Examples
    --------
    >>> noon = datetime.fromisoformat("2026-11-18T12:00+08:00")
    >>> asked("coverage", {"demand": "people", "within": 500}, now=noon).way.unit
    'm'
    """
    options = Options(given)
    what = What(what)
    way = _way(options)
    part = _PARTS[what](options)
    roaming = isinstance(part, Corridor)
    question = Asked(
        what=what,
        demand=options.text_or_none("demand") if roaming else options.text("demand"),
        places=_filter(options.below("places")),
        way=way,
        within=options.number_or_none("within", above=0) if roaming or not _needs_within(part)
        else options.number("within", above=0),
        hours=_hours(options, now),
        date=_date(options, now),
        unknown_hours=options.text("unknown_hours", "closed", one_of=("closed", "open")),
        areas=options.text_or_none("areas"),
        outlines=options.rows("outlines", most=MOST_AREAS),
        seed=options.whole("seed", 0),
        seconds=options.number("seconds", 60.0, above=0, most=MOST_S),
        part=part,
    )  # fmt: skip
    options.done()
    return question


def _way(options: Options) -> Way:
    by = options.text("by", "geodesic", one_of=WAYS)
    roads = options.text_or_none("roads")
    detour = options.number_or_none("detour", above=0, most=10)
    speed = options.number_or_none("speed_kmh", above=0, most=200)
    straight = by == "geodesic"
    natural = "m" if straight and speed is None else "min"
    unit = options.text("unit", natural, one_of=("m", "min"))
    if straight and unit != natural:
        cure = "give speed_kmh" if unit == "min" else "leave speed_kmh out"
        raise BadPlan(f"straight ways are in {natural} here: {cure} for {unit}")
    if straight and roads is not None:
        raise BadPlan(f"roads '{roads}' are for going by walk, ebike or truck: say which, or leave roads out")
    if straight and detour is not None and detour < 1:
        raise BadPlan(f"detour is {detour:g}: no way is shorter than the straight one; give 1 or more")
    if not straight and detour is not None:
        raise BadPlan(f"going by {by} is measured along roads: leave detour out")
    if by in ("ebike", "truck") and speed is not None:
        raise BadPlan(f"going by {by} has the speeds of its roads: leave speed_kmh out")
    return Way(by, roads, (DETOUR if detour is None else detour) if straight else None, speed, unit)


def _filter(options: Options) -> Filter:
    found = Filter(
        options.texts("kinds"),
        options.texts("services"),
        options.texts("counties"),
        options.wholes("units"),
        options.texts("statuses", ("open",), one_of=STATUSES),
    )
    options.done()
    return found


def _hours(options: Options, now: datetime) -> str:
    """Read when places are looked at: a moment is written out, so that it is the same when asked again."""
    told = options.text("hours", "always")
    if told in ("always", "week"):
        return told
    return _moment(told, now).isoformat(timespec="minutes")


def _moment(told: str, now: datetime) -> datetime:
    if told == "now":
        return now.astimezone(CHINA)
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise BadPlan(
            f"hours is '{told}': give always, week, now, or a time such as 2026-11-18T12:00"
        ) from None
    return at.replace(tzinfo=CHINA) if at.tzinfo is None else at.astimezone(CHINA)


def _date(options: Options, now: datetime) -> str:
    told = options.text("date", now.astimezone(CHINA).date().isoformat())
    try:
        return datetime.fromisoformat(told).date().isoformat()
    except ValueError:
        raise BadPlan(f"date is '{told}': give one such as 2026-11-18") from None


def _coverage(options: Options) -> Coverage:
    return Coverage(
        options.text_or_none("access", one_of=ACCESS),
        options.number_or_none("close_m", above=0, most=100_000),
    )


def _gaps(options: Options) -> Gaps:
    most = options.whole("most", 50, least=1, most=1_000)
    resolution = options.number_or_none("resolution")
    if resolution is not None and resolution not in range(COARSEST, FINEST + 1):
        raise BadPlan(f"resolution is {resolution:g}: give a whole number from {COARSEST} to {FINEST}, of H3")
    return Gaps(most, None if resolution is None else int(resolution))


def _siting(options: Options) -> Siting:
    model = options.text("model", "mclp", one_of=MODELS)
    sites, share = _sites(options, model), options.number_or_none("share", above=0, most=1)
    if model == "lscp":
        sites, share = None, 1.0 if share is None else share
    elif share is not None:
        raise BadPlan(f"share is for lscp, which asks how many sites are needed: leave it out of {model}")
    points = options.rows("points", most=MOST_CANDIDATES)
    candidates = options.text("candidates", "points" if points else "demand", one_of=("demand", "points"))
    if candidates == "points" and not points:
        raise BadPlan("there is no candidate: give points with id, lon and lat, or take those of the demand")
    return Siting(
        model,
        sites,
        share,
        candidates,
        points,
        options.text("existing", "fixed", one_of=EXISTING),
        options.texts("must"),
        options.texts("forbidden"),
        options.number_or_none("spacing_m", above=0, most=100_000),
    )


def _sites(options: Options, model: str) -> int | None:
    if model == "lscp" and options.number_or_none("sites") is not None:
        raise BadPlan(
            "lscp tells how many sites are needed: leave sites out, and give the share to be covered"
        )
    return None if model == "lscp" else options.whole("sites", least=1, most=5_000)


def _corridor(options: Options) -> Corridor:
    road, line = options.text_or_none("road"), options.rows("line", most=100_000)
    if (road is None) == (not line):
        raise BadPlan("say which road by its number (G30), or give a line: one of the two")
    points = tuple({name: Options(one, "line").number(name) for name in ("lon", "lat")} for one in line)
    return Corridor(
        road,
        points,
        options.number("within_km", 100.0, above=0),
        options.number_or_none("flow", above=0),
        options.number("beside_m", 1_000.0, above=0, most=50_000),
    )


def _comparing(options: Options) -> Comparing:
    changes = tuple(_change(Options(one, "changes")) for one in options.rows("changes", most=MOST_CHANGES))
    evening = options.text_or_none("evening")
    if evening is not None and not _is_hour(evening):
        raise BadPlan(f"evening is '{evening}': give an hour such as 22:00")
    return Comparing(changes, options.yes("losses", default=True), evening)


def _change(options: Options) -> Change:
    do = options.text("do", one_of=DO)
    named = options.text("id", "" if do != "add" else "new")
    found = Change(
        do, named, options.text("name", named), options.number_or_none("lon", above=-180.000001, most=180),
        options.number_or_none("lat", above=-90.000001, most=90), options.text_or_none("hours"),
    )  # fmt: skip
    options.done()
    if do in ("add", "move") and (found.lon is None or found.lat is None):
        raise BadPlan(f"to {do} '{found.id}', say where to: give lon and lat")
    if do == "hours" and found.hours is None:
        raise BadPlan(f"say which hours '{found.id}' would have, such as Mo-Su 08:00-22:00")
    return found


def _is_hour(told: str) -> bool:
    hour, colon, minute = told.partition(":")
    return bool(colon) and hour.isdecimal() and minute == "00" and 0 < int(hour) <= 24


def _needs_within(part: object) -> bool:
    return not (isinstance(part, Siting) and part.model in ("pmedian", "pcenter"))


def _plain(value: Any) -> Any:
    """Write tuples as lists, as JSON gives them back."""
    match value:
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value


_PARTS: dict[What, Callable[[Options], Coverage | Gaps | Siting | Corridor | Comparing]] = {
    What.COVERAGE: _coverage,
    What.GAPS: _gaps,
    What.SITE: _siting,
    What.CORRIDOR: _corridor,
    What.COMPARE: _comparing,
}
