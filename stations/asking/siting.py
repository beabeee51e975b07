"""Where the next places may go: what is asked, and by which rules."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from stations.asking.options import Options
from stations.errors import BadPlan

MODELS = ("mclp", "lscp", "pmedian", "pcenter")
WITH_CAPACITY = ("mclp", "pmedian")
EXISTING = ("fixed", "movable", "none")
FROM = ("demand", "points", "buildings")
MOST_CANDIDATES = 20_000
MOST_CAPACITY = 1e12


class Siting(NamedTuple):
    """Where the next places go.

    `candidates_of` tells of the file that `points` were read from: its name, digest, source and licence, and of
    buildings how many there were. `capacity` is what a site serves at most whose own is not known; None: whoever comes.
    """

    model: str = "mclp"
    sites: int | None = None
    share: float | None = None
    candidates: str = "demand"
    points: tuple[Mapping[str, Any], ...] = ()
    candidates_of: Mapping[str, Any] | None = None
    existing: str = "fixed"
    must: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    spacing_m: float | None = None
    capacity: float | None = None


def siting(options: Options) -> Siting:
    """Read where the next places may go."""
    model = options.text("model", "mclp", one_of=MODELS)
    sites, share = _sites(options, model), options.number_or_none("share", above=0, most=1)
    if model == "lscp":
        sites, share = None, 1.0 if share is None else share
    elif share is not None:
        raise BadPlan(f"share is for lscp, which asks how many sites are needed: leave it out of {model}")
    points = options.rows("points", most=MOST_CANDIDATES)
    candidates = options.text("candidates", "points" if points else "demand", one_of=FROM)
    if candidates != "demand" and not points:
        raise BadPlan("there is no candidate: give points with id, lon and lat, or take those of the demand")
    return Siting(
        model,
        sites,
        share,
        candidates,
        points,
        _candidates_of(options),
        options.text("existing", "fixed", one_of=EXISTING),
        options.texts("must"),
        options.texts("forbidden"),
        options.number_or_none("spacing_m", above=0, most=100_000),
        _capacity(options, model),
    )


def refuse_over_week(part: Siting) -> None:
    """Refuse what is looked at at one time only.

    Raises
    ------
    BadPlan
        When the model, or a rule of it, has no meaning over the hours of a week.
    """
    cure = "give always, now, or a time such as 2026-11-18T12:00"
    if part.model == "pcenter":
        raise BadPlan(f"pcenter is looked at at one time: {cure}; or choose by pmedian", "options.hours")
    if part.model == "pmedian" and part.existing == "movable":
        raise BadPlan(
            f"pmedian with places that may move is looked at at one time, since a place keeps its hours: {cure}",
            "options.hours",
        )
    if part.capacity is not None:
        raise BadPlan(f"capacity is weighed at one time, not hour by hour: {cure}", "options.hours")


def _sites(options: Options, model: str) -> int | None:
    if model == "lscp" and options.number_or_none("sites") is not None:
        raise BadPlan(
            "lscp tells how many sites are needed: leave sites out, and give the share to be covered"
        )
    return None if model == "lscp" else options.whole("sites", least=1, most=5_000)


def _candidates_of(options: Options) -> Mapping[str, Any] | None:
    told = options.below("candidates_of")
    found = {
        "name": told.text_or_none("name"),
        "sha256": told.text_or_none("sha256"),
        "source": told.text_or_none("source"),
        "licence": told.text_or_none("licence"),
        **{
            name: told.number_or_none(name) for name in ("buildings", "no_shelter", "elsewhere", "resolution")
        },
    }
    told.done()
    kept = {name: value for name, value in found.items() if value is not None}
    return {name: int(value) if isinstance(value, float) else value for name, value in kept.items()} or None


def _capacity(options: Options, model: str) -> float | None:
    capacity = options.number_or_none("capacity", above=0, most=MOST_CAPACITY)
    if capacity is not None and model not in WITH_CAPACITY:
        raise BadPlan(
            f"{model} does not weigh capacity: leave it out, or choose by mclp or pmedian, which do"
        )
    return capacity
