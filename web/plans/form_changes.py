"""What would be different, as planners write it: one change a line, several of each sort in one form."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from stations.hours import read
from web.plans.form_fields import Form, WrongLine

BETWEEN = re.compile(r"[\s,，、;；]+")
NAMED = re.compile(r"(?P<id>[^\s=＝]+)(?:\s*[=＝]\s*|\s+)(?P<rest>\S.*)")


class Line(NamedTuple):
    """One change, and where in the form it stands."""

    field: str
    number: int
    change: Mapping[str, Any]


def changes(form: Form) -> list[Line]:
    """Read all changes of a form, in the order of its fields.

    Raises
    ------
    BadRequest
        Naming the field, and of a line which one it is, where one cannot be read or two contradict one another.
    """
    closed = listed(form.get("close", ""))
    found = [Line("close", number, {"do": "close", "id": one}) for number, one in enumerate(closed, 1)]
    for field, understood in READ.items():
        for number, line in enumerate(form.get(field, "").splitlines(), 1):
            if not line.strip():
                continue
            change = understood(line.strip())
            if change is None:
                raise WrongLine(
                    f"line {number} is {line.strip()[:60]!r}: write it {FORMS[field]}", field, number
                )
            if change.get("id") in closed:
                raise WrongLine(
                    f"{change['id'][:60]!r} would be closed as well: one of the two", field, number
                )
            if "hours" in change and (told := read(change["hours"])).stored is None:
                raise WrongLine(f"the hours {told.text[:60]!r} cannot be read: {told.why}", field, number)
            found.append(Line(field, number, change))
    return found


def listed(text: str) -> list[str]:
    """Read ids that stand one a line, or between commas or blanks; each once."""
    return list(dict.fromkeys(one for one in BETWEEN.split(text) if one))


def _moved(line: str) -> dict[str, Any] | None:
    """Read a place that would stand elsewhere: its id, then longitude and latitude."""
    told = NAMED.fullmatch(line)
    at = _degrees(BETWEEN.split(told["rest"])) if told else None
    return {"do": "move", "id": told["id"], **at} if told and at else None


def _added(line: str) -> dict[str, Any] | None:
    """Read a place that would be added: longitude, latitude, and hours where they are told."""
    parts = re.split(r"\s*[,，]\s*", line, maxsplit=2)
    at = _degrees(parts[:2])
    if at is None:
        return None
    hours = parts[2].strip() if len(parts) > 2 else ""
    return {"do": "add", **at, "hours": hours} if hours else {"do": "add", **at}


def _longer(line: str) -> dict[str, Any] | None:
    """Read a place that would have other hours: its id, then the hours."""
    told = NAMED.fullmatch(line)
    return {"do": "hours", "id": told["id"], "hours": told["rest"]} if told else None


def _degrees(parts: list[str]) -> dict[str, float] | None:
    """Read a longitude and a latitude; whether they are on earth is seen to where all bodies are."""
    try:
        lon, lat = map(float, parts)
    except ValueError:
        return None
    return {"lon": lon, "lat": lat}


READ: Mapping[str, Callable[[str], dict[str, Any] | None]] = {
    "move": _moved,
    "add": _added,
    "longer": _longer,
}
FORMS = {
    "move": "12 = 126.62, 45.77",
    "add": "126.62, 45.77, Mo-Su 08:00-22:00",
    "longer": "12 = Mo-Su 07:00-23:00",
}
