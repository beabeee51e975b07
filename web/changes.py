"""What a version changed, in plain words: names, not codes; sentences, not grammar."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from stations.errors import BadHours
from stations.history import Entry
from stations.hours import parse, say
from stations.vocabulary import Vocabulary
from web.moments import day
from web.words import Lang

# What belongs together in a record, as field_of() of migration 0014 has it: it is told, and put back, as one.
TOGETHER = {
    "lon": "location", "lat": "location", "hours_text": "hours", "hours_inferred_text": "hours_inferred",
    "status_reason": "status", "status_until": "status",
}  # fmt: skip
FIRST = ("status", "name", "kind", "hours", "hours_exceptions", "services", "location", "address")
SILENT = ("edited_fields",)  # follows from the others


class Line(NamedTuple):
    """One field that changed, as a person reads it."""

    field: str
    label: str
    text: str


class Told(NamedTuple):
    """What the words are made of: a language, the words of the field, units' names, how far apart two points are."""

    lang: Lang
    say: Callable[..., str]
    words: Vocabulary
    units: Mapping[int, str]
    apart: Callable[[tuple[float, float], tuple[float, float]], str]


def fields(entry: Entry) -> list[str]:
    """Name what a version changed, the most telling first."""
    found = {TOGETHER.get(name, name) for name in entry.changed}
    loud = found - set(SILENT) or found
    return sorted(loud, key=lambda one: (FIRST.index(one) if one in FIRST else len(FIRST), one))


def lines(entry: Entry, told: Told) -> list[Line]:
    """Tell what a version changed, field by field."""
    if entry.before is None:
        return []
    return [
        Line(one, told.say(f"field.{one}"), _change(one, entry.before, entry.record, told))
        for one in fields(entry)
    ]


def units_in(entries: Iterable[Entry]) -> list[int]:
    """List the units that records of some versions name."""
    records = [record for one in entries for record in (one.before, one.record) if record]
    return sorted({record["unit_id"] for record in records if record.get("unit_id")})


def _change(field: str, before: Mapping[str, Any], after: Mapping[str, Any], told: Told) -> str:
    if field == "location":
        return told.say(
            "moved", distance=told.apart((before["lon"], before["lat"]), (after["lon"], after["lat"]))
        )
    if field in ("services", "services_inferred", "edited_fields"):
        return _set(field, before[field], after[field], told)
    if field == "details":
        return _details(before[field], after[field], told)
    return told.say("from_to", before=_value(field, before, told), after=_value(field, after, told))


def _set(field: str, before: list[str], after: list[str], told: Told) -> str:
    def named(codes: Iterable[str]) -> str:
        return told.say("and").join(_name(field, one, told) for one in codes)

    came, went = [one for one in after if one not in before], [one for one in before if one not in after]
    said = [told.say("came", what=named(came))] if came else []
    said += [told.say("went", what=named(went))] if went else []
    return told.say("then").join(said) or told.say("order")


def _name(field: str, code: str, told: Told) -> str:
    if field == "edited_fields":
        return told.say(f"field.{TOGETHER.get(code, code)}")
    return told.words.services[code].name(told.lang) if code in told.words.services else code


def _details(before: Mapping[str, Any], after: Mapping[str, Any], told: Told) -> str:
    known = {code: one for of_kind in told.words.details.values() for code, one in of_kind.items()}
    said = []
    for code in sorted(before.keys() | after.keys()):
        if before.get(code) != after.get(code):
            one = known.get(code)
            name = code if one is None else one.name_en if told.lang == "en" else one.name_zh
            old, new = (_plain(values.get(code), told) for values in (before, after))
            said.append(told.say("detail", name=name, change=told.say("from_to", before=old, after=new)))
    return told.say("then").join(said)


def _value(field: str, record: Mapping[str, Any], told: Told) -> str:
    value = record.get(field)
    if field in ("hours", "hours_inferred", "hours_exceptions"):
        return _hours(value, record.get(f"{field}_text"), told)
    if field == "status":
        return _status(record, told)
    if value is None:
        return told.say("none")
    if field in ("kind", "entry_mode"):
        known = told.words.kinds if field == "kind" else told.words.entry_modes
        return known[value].name(told.lang) if value in known else str(value)
    if field == "unit_id":
        return told.units.get(value) or str(told.say("unit", number=value))
    dated = field.endswith(("_at", "_on"))
    return day(date.fromisoformat(value), told.lang) if dated else _plain(value, told)


def _hours(stored: str | None, text: str | None, told: Told) -> str:
    """Say hours as a sentence; what could not be read stands as it was written."""
    if stored is None:
        return told.say("quoted", text=text) if text else told.say("none")
    try:
        return say(parse(stored), told.lang)
    except BadHours:
        return told.say("quoted", text=stored)


def _status(record: Mapping[str, Any], told: Told) -> str:
    until = record.get("status_until")
    more = [record["status_reason"]] if record.get("status_reason") else []
    more += [told.say("until", day=day(date.fromisoformat(until), told.lang))] if until else []
    said = told.say(f"status.{record['status']}")
    return told.say("because", what=said, why=told.say("and").join(more)) if more else said


def _plain(value: Any, told: Told) -> str:
    if value is None or value == "":
        return told.say("none")
    if isinstance(value, bool):
        return told.say("yes" if value else "no")
    return str(value)
