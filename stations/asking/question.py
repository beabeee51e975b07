"""A question whole: what all plans have in common, and beside it what one kind alone asks for."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from stations.asking import comparing, corridor, coverage, siting, times
from stations.asking.comparing import Comparing
from stations.asking.corridor import Corridor
from stations.asking.coverage import Coverage, Gaps
from stations.asking.options import Options
from stations.asking.places import Filter, filtered
from stations.asking.siting import Siting
from stations.asking.way import Way, way
from stations.plans import What

WEEK = "week"
MOST_S = 600.0
MOST_AREAS = 5_000
Part = Coverage | Gaps | Siting | Corridor | Comparing


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
    part: Part

    @property
    def options(self) -> dict[str, Any]:
        """Write the question as it is kept, and asked again."""
        part = self.part._asdict()
        if isinstance(self.part, Comparing):
            part["changes"] = [change._asdict() for change in self.part.changes]
        told = asdict(self) | {"places": self.places._asdict(), **self.way._asdict(), **part}
        # Plans kept before there were these have none: where nobody asked for them, digests stay what they were.
        for later in ("candidates_of", "capacity"):
            if told.get(later, ...) is None:
                del told[later]
        found: dict[str, Any] = _plain(
            {name: value for name, value in told.items() if name not in ("part", "way", "what")}
        )
        return found


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
    how = way(options)
    part = _PARTS[what](options)
    roaming = isinstance(part, Corridor)
    question = Asked(
        what=what,
        demand=options.text_or_none("demand") if roaming else options.text("demand"),
        places=filtered(options.below("places")),
        way=how,
        within=options.number_or_none("within", above=0) if roaming or not _needs_within(part)
        else options.number("within", above=0),
        hours=times.hours(options, now),
        date=times.date(options, now),
        unknown_hours=options.text("unknown_hours", "closed", one_of=("closed", "open")),
        areas=options.text_or_none("areas"),
        outlines=options.rows("outlines", most=MOST_AREAS),
        seed=options.whole("seed", 0),
        seconds=options.number("seconds", 60.0, above=0, most=MOST_S),
        part=part,
    )  # fmt: skip
    options.done()
    if isinstance(part, Siting) and question.hours == WEEK:
        siting.refuse_over_week(part)
    return question


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


_PARTS: dict[What, Callable[[Options], Part]] = {
    What.COVERAGE: coverage.coverage,
    What.GAPS: coverage.gaps,
    What.SITE: siting.siting,
    What.CORRIDOR: corridor.corridor,
    What.COMPARE: comparing.comparing,
}
