"""Forms of a place's page to the patches that the API takes: one way to change a place, whoever sends it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from stations import amending
from stations.amending import Kept
from stations.closures import Closure
from web.calls import is_number
from web.errors import BadRequest

# What is a line of text in the form "about this place"; all may be left empty but the name.
LINES = ("name_en", "address", "phone", "operator", "entry_mode", "entry_hint")
# What people choose most, as they would write it.
USUAL_HOURS = (
    "24小时",
    "每天 8:00-20:00",
    "周一至周五 9:00-17:00",
    "每天 9:00-12:00, 13:00-17:00",
)
REASONS = ("repair", "power", "event", "holiday")
DAYS_TO_CHOOSE = 6
Form = Mapping[str, str]


def confirming(place: Kept, today: date) -> dict[str, Any]:
    """Give the patch of "everything is still right": the days, and the guesses beside the button as facts."""
    record = place.record
    patch: dict[str, Any] = {name: day.isoformat() for name, day in amending.confirmed(today).items()}
    if record["hours_inferred"] and not record["hours_text"]:
        patch["hours"] = record["hours_inferred_text"] or record["hours_inferred"]
    if record["services_inferred"]:
        patch["services"] = list(dict.fromkeys([*record["services"], *record["services_inferred"]]))
    return patch


def closing(form: Form, place: Kept, today: date, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Read "closed from … , open again on …"; without a day to open again it is closed until further notice.

    Raises
    ------
    BadRequest
        When no day is chosen, or it opens before it closes.
    """
    first = _chosen(form, "from", today)
    reason = form.get("reason", "").strip() or reasons.get(form.get("why", ""), "")
    if form.get("back") == "unknown":
        if first != today:
            raise BadRequest("closed from a later day on: choose a day to open again", parameter="back")
        return {"status": "suspended", "status_reason": reason or None, "status_until": None}
    back = _chosen(form, "back", today)
    if back <= first:
        raise BadRequest(f"it opens again on {back}, not after {first}", parameter="back")
    new = Closure(first, back - timedelta(days=1), reason)
    return {"closures": [*map(_body, place.closures), _body(new)]}


def reopening(form: Form, place: Kept) -> dict[str, Any]:
    """Read "open again": the suspension ends, or one of the closures is dropped."""
    if "which" not in form:
        return {"status": "open", "status_reason": None, "status_until": None}
    return {"closures": [_body(one) for one in place.closures if named(one) != form["which"]]}


def named(one: Closure) -> str:
    """Name a closure in a form: by what it says, for others come and go."""
    return f"{one.first} {one.last} {one.hours or ''} {one.reason}"


def about(form: Form) -> dict[str, Any]:
    """Read name, address and the like; what is left empty is cleared."""
    patch: dict[str, Any] = {name: form.get(name, "").strip() or None for name in LINES if name in form}
    if "name" in form:
        patch["name"] = form["name"].strip()
    if "capacity" in form:
        patch["capacity"] = _whole(form["capacity"], "capacity")
    return patch


def stock(form: Form) -> dict[str, Any]:
    """Read the bottles that are there."""
    return {"details": {"stock": _whole(form.get("stock", ""), "stock")}}


def point(form: Form) -> dict[str, Any]:
    """Read the pin: degrees, WGS-84."""
    return {name: _degrees(form.get(name, ""), name) for name in ("lon", "lat")}


def changed(patch: dict[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a patch what says the same as the record that the form was made of."""
    return {name: value for name, value in patch.items() if (value or None) != (seen.get(name) or None)}


def _body(one: Closure) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "reason": one.reason,
        "hours": one.hours,
    }


def _chosen(form: Form, name: str, today: date) -> date:
    """Read a chosen day: one that was offered, or one that was picked."""
    said = form.get(name, "")
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    text = form.get(f"{name}_date", "") if said in ("date", "") else said
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{name!r}: {text[:20]!r} is no day", parameter=name) from None
    if not 2000 <= found.year < 2999:
        raise BadRequest(f"{name!r}: {text[:20]!r} is far off", parameter=name)
    return found


def _whole(text: str, name: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not is_number(text, 9):
        raise BadRequest(f"{name!r}: {text[:20]!r} is no whole number", parameter=name)
    return int(text)


def _degrees(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadRequest(f"{name!r}: {text[:20]!r} is no number of degrees", parameter=name) from None
