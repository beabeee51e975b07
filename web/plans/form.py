"""The form of a question to the body that the API takes: one way to ask, whoever sends it."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from web.bodies.plans import PlanBody
from web.errors import BadRequest
from web.params import refusal
from web.plans import brought
from web.plans.form_changes import Line, changes, listed
from web.plans.form_fields import Form, WrongLine, chosen, number, optional, told, whole

# What people choose most.
STANDARDS = ("min:5", "min:10", "min:15", "min:30", "m:500", "m:1000")
SPEEDS = {"walk": 4.8, "ebike": 15.0}
SITES = ("3", "5", "10", "20")
SHARES = ("80", "90", "95", "100")
KILOMETRES = ("25", "50", "100", "200")
EVENINGS = ("20:00", "21:00", "22:00", "23:00", "24:00")
EXISTING = ("fixed", "movable", "none")
SECONDS = ("10", "", "180", "600")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", re.ASCII)


def body(what: str, form: Form) -> PlanBody:
    """Read a form.

    Raises
    ------
    BadRequest
        Naming the field that is missing or wrong.
    """
    lines = changes(form) if what == "compare" else []
    options: dict[str, Any] = {} if what == "corridor" else {**_standard(what, form), **_areas(form)}
    if form.get("demand"):
        options["demand"] = form["demand"]
    elif what != "corridor":
        raise BadRequest("choose what the demand is", parameter="demand")
    options |= {**_way(form, options.get("unit")), **_hours(form), **_search(form), **BESIDE[what](form)}
    if lines:
        options["changes"] = [one.change for one in lines]
    if form.getlist("kinds"):
        options["places"] = {"kinds": form.getlist("kinds")}
    return _checked({"what": what, "title": form.get("title", "").strip(), "options": options}, lines)


def _checked(asked: Mapping[str, Any], lines: list[Line]) -> PlanBody:
    try:
        return PlanBody.model_validate(asked)
    except ValidationError as error:
        refused = refusal(error, depth=PlanBody.named_by)
        at = error.errors(include_url=False)[0]["loc"]
        if at[:2] == ("options", "changes") and len(at) > 2:
            one = lines[int(at[2])]
            raise WrongLine(str(refused), one.field, one.number) from None
        raise refused from None


def _standard(what: str, form: Form) -> dict[str, Any]:
    """Read within how much is near: a common answer, or another number with its unit."""
    if what == "site" and form.get("model") in ("pmedian", "pcenter"):
        return {"unit": "min"}
    unit, _, many = form.get("standard", "").partition(":")
    if unit == "other":
        unit, many = form.get("standard_unit", ""), form.get("standard_other", "").strip()
    if unit not in ("m", "min"):
        raise BadRequest("choose within how much a place counts as near", parameter="standard")
    return {"within": number(many, "standard"), "unit": unit}


def _way(form: Form, unit: str | None) -> dict[str, Any]:
    """Read how people go: straight at some speed, or along a graph of roads; beside a line nobody asks."""
    by, _, name = form.get("way", "straight:walk").partition(":")
    if by != "straight" and not form.get("line"):
        return {"by": by, "roads": name}
    if unit == "min":
        return {"by": "geodesic", "speed_kmh": SPEEDS.get(name, SPEEDS["walk"])}
    return {"by": "geodesic"}


def _hours(form: Form) -> dict[str, Any]:
    hours = form.get("hours", "always")
    if hours == "at":
        hours = form.get("at", "").strip()
        if not MOMENT.fullmatch(hours):
            raise BadRequest(f"{hours[:40]!r} is no time: write one such as 2026-11-18T12:00", parameter="at")
    found = {"hours": hours}
    return {**found, "unknown_hours": "open"} if form.get("unknown_hours") == "open" else found


def _areas(form: Form) -> dict[str, Any]:
    if form.get("areas") == brought.OWN:
        found = brought.rows(form, "outlines")
        if not found:
            raise BadRequest("choose the file with the outlines of your areas", parameter="outlines")
        return {"outlines": found}
    return {"areas": form["areas"]} if form.get("areas") else {}


def _search(form: Form) -> dict[str, Any]:
    """Read for how long, and from which beginning, sites are looked for."""
    seed = form.get("seed", "").strip()
    return {**optional(form, "seconds"), **({"seed": whole(seed, "seed")} if seed else {})}


def _coverage(form: Form) -> dict[str, Any]:
    return {**({"access": "e2sfca"} if form.get("access") else {}), **optional(form, "close_m")}


def _site(form: Form) -> dict[str, Any]:
    model = form.get("model", "mclp")
    found: dict[str, Any] = {"model": model}
    if model == "lscp":
        found["share"] = chosen(form, "share") / 100
    else:
        found["sites"] = whole(told(form, "sites"), "sites", least=1)
    found |= {**_candidates(form), **optional(form, "spacing_m"), **optional(form, "capacity")}
    if "capacity" in found and model in ("lscp", "pcenter"):
        raise BadRequest(
            f"{model} does not weigh capacity: leave it out, or choose another model", parameter="capacity"
        )
    return found | ({"existing": form["existing"]} if form.get("existing", "fixed") != "fixed" else {})


def _candidates(form: Form) -> dict[str, Any]:
    """Read where one could build, and what must or must not be in the plan."""
    points = brought.rows(form, "points")
    found: dict[str, Any] = {"points": points, **_of_file(form)} if points else {}
    known = {str(one.get("id")) for one in points if isinstance(one, dict)}
    for field in ("must", "forbidden"):
        found |= {field: ids} if (ids := listed(form.get(field, ""))) else {}
        strange = [one for one in found.get(field, ()) if points and one not in known]
        if strange:
            raise BadRequest(f"there is no candidate {strange[0][:60]!r} in your file", parameter=field)
    both = set(found.get("must", ())) & set(found.get("forbidden", ()))
    if both:
        raise BadRequest(
            f"{min(both)[:60]!r} cannot be both in the plan and out of it", parameter="forbidden"
        )
    return found


def _of_file(form: Form) -> dict[str, Any]:
    """Tell which file candidates were read from."""
    found = {name: form.get(f"points_{name}", "") for name in ("name", "sha256")}
    told = {name: text for name, text in found.items() if text}
    return {"candidates_of": told} if told else {}


def _corridor(form: Form) -> dict[str, Any]:
    road, line = form.get("road", "").strip(), brought.rows(form, "line")
    if road and line:
        raise BadRequest("give a road's number or a line of your own: one of the two", parameter="road")
    if not road and not line:
        raise BadRequest("say which road, by its number", parameter="road")
    along = {"line": line, **optional(form, "beside_m")} if line else {"road": road}
    return {**along, "within_km": chosen(form, "within_km"), **optional(form, "flow")}


def _compare(form: Form) -> dict[str, Any]:
    return {"evening": form["evening"]} if form.get("evening") else {}


BESIDE: Mapping[str, Any] = {
    "coverage": _coverage,
    "gaps": lambda _: {},
    "site": _site,
    "corridor": _corridor,
    "compare": _compare,
}
