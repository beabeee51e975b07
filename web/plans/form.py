"""The form of a question to the body that the API takes: one way to ask, whoever sends it."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from web.bodies_plans import PlanBody
from web.errors import BadRequest
from web.params import refusal

# What people choose most.
STANDARDS = ("min:5", "min:10", "min:15", "min:30", "m:500", "m:1000")
SPEEDS = {"walk": 4.8, "ebike": 15.0}
SITES = ("3", "5", "10", "20")
SHARES = ("80", "90", "95", "100")
KILOMETRES = ("25", "50", "100", "200")
EVENINGS = ("20:00", "21:00", "22:00", "23:00", "24:00")
NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
Form = MultiDict[str, str]


def body(what: str, form: Form) -> PlanBody:
    """Read a form.

    Raises
    ------
    BadRequest
        Naming the field that is missing or wrong.
    """
    options: dict[str, Any] = {} if what == "corridor" else {**_standard(what, form), **_areas(form)}
    if form.get("demand"):
        options["demand"] = form["demand"]
    elif what != "corridor":
        raise BadRequest("choose what the demand is", parameter="demand")
    options |= {**_way(form, options.get("unit")), **_hours(form), **BESIDE[what](form)}
    if form.getlist("kinds"):
        options["places"] = {"kinds": form.getlist("kinds")}
    try:
        return PlanBody.model_validate(
            {"what": what, "title": form.get("title", "").strip(), "options": options}
        )
    except ValidationError as error:
        raise refusal(error, depth=PlanBody.named_by) from None


def _standard(what: str, form: Form) -> dict[str, Any]:
    """Read within how much is near: a common answer, or another number with its unit."""
    if what == "site" and form.get("model") in ("pmedian", "pcenter"):
        return {"unit": "min"}
    unit, _, number = form.get("standard", "").partition(":")
    if unit == "other":
        unit, number = form.get("standard_unit", ""), form.get("standard_other", "").strip()
    if unit not in ("m", "min"):
        raise BadRequest("choose within how much a place counts as near", parameter="standard")
    return {"within": _number(number, "standard"), "unit": unit}


def _way(form: Form, unit: str | None) -> dict[str, Any]:
    """Read how people go: straight at some speed, or along a graph of roads."""
    by, _, name = form.get("way", "straight:walk").partition(":")
    if by != "straight":
        return {"by": by, "roads": name}
    if unit == "min":
        return {"by": "geodesic", "speed_kmh": SPEEDS.get(name, SPEEDS["walk"])}
    return {"by": "geodesic"}


def _hours(form: Form) -> dict[str, Any]:
    hours = form.get("hours", "always")
    if hours == "at":
        hours = form.get("at", "").strip()
        if not hours:
            raise BadRequest("say at what time", parameter="at")
    found = {"hours": hours}
    return {**found, "unknown_hours": "open"} if form.get("unknown_hours") == "open" else found


def _areas(form: Form) -> dict[str, Any]:
    return {"areas": form["areas"]} if form.get("areas") else {}


def _coverage(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {"access": "e2sfca"} if form.get("access") else {}
    if form.get("close_m", "").strip():
        found["close_m"] = _number(form["close_m"], "close_m")
    return found


def _site(form: Form) -> dict[str, Any]:
    model = form.get("model", "mclp")
    found: dict[str, Any] = {"model": model}
    if model == "lscp":
        found["share"] = _chosen(form, "share") / 100
    else:
        found["sites"] = int(_chosen(form, "sites"))
    if form.get("spacing_m", "").strip():
        found["spacing_m"] = _number(form["spacing_m"], "spacing_m")
    return found


def _corridor(form: Form) -> dict[str, Any]:
    road = form.get("road", "").strip()
    if not road:
        raise BadRequest("say which road, by its number", parameter="road")
    return {"road": road, "within_km": _chosen(form, "within_km")}


def _compare(form: Form) -> dict[str, Any]:
    changes: list[dict[str, Any]] = [
        {"do": "close", "id": one} for one in re.split(r"[\s,，、]+", form.get("close", "")) if one
    ]
    changes += [_added(line) for line in form.get("add", "").splitlines() if line.strip()]
    changes += [_longer(line) for line in form.get("longer", "").splitlines() if line.strip()]
    found: dict[str, Any] = {"changes": changes} if changes else {}
    return {**found, "evening": form["evening"]} if form.get("evening") else found


def _added(line: str) -> dict[str, Any]:
    """Read a place that would be added: longitude, latitude, and hours where they are told."""
    parts = re.split(r"[,，]\s*", line.strip(), maxsplit=2)
    try:
        found: dict[str, Any] = {"do": "add", "lon": float(parts[0]), "lat": float(parts[1])}
    except (ValueError, IndexError):
        raise BadRequest("write one place a line: longitude, latitude, hours", parameter="add") from None
    return {**found, "hours": parts[2].strip()} if len(parts) > 2 and parts[2].strip() else found


def _longer(line: str) -> dict[str, Any]:
    """Read a place that would have other hours: its number, then the hours."""
    number, _, hours = line.strip().partition(" ")
    if not number.isdecimal() or not hours.strip():
        raise BadRequest("write one place a line: its number, a space, its hours", parameter="longer")
    return {"do": "hours", "id": number, "hours": hours.strip()}


def _chosen(form: Form, name: str) -> float:
    """Read a common answer, or the number that stands in its place."""
    told = form.get(name, "")
    return _number(form.get(f"{name}_other", "") if told in ("", "other") else told, name)


def _number(told: str, name: str) -> float:
    plain = told.strip()
    if not NUMBER.fullmatch(plain) or float(plain) <= 0:
        raise BadRequest(f"{name} is {plain[:40]!r}: give a number above 0", parameter=name)
    return float(plain)


BESIDE: Mapping[str, Any] = {
    "coverage": _coverage,
    "gaps": lambda _: {},
    "site": _site,
    "corridor": _corridor,
    "compare": _compare,
}
