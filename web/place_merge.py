"""A change to a version that is gone: what both did, side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stations.amending import Kept
from stations.closures import Closure, listed
from stations.vocabulary import Vocabulary
from web.moments import day
from web.words import Lang

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Side:
    """One field that somebody wants to change: what it was, is now, and is to be, in words."""

    field: str
    name: str
    theirs: str
    yours: str
    both: bool


def sides(
    patch: Mapping[str, Any], before: Mapping[str, Any], place: Kept, words: Vocabulary, say: Say, lang: Lang
) -> list[Side]:
    """Set a patch beside what was changed since the version that it was made to.

    Parameters
    ----------
    before
        The record as that version had it.
    """
    told = []
    for field, wanted in patch.items():
        was, now = value(before, field, wanted), value(place.record, field, wanted)
        both = was != now and now != _plain(field, wanted)
        shown = [in_words(one, field, words, say, lang) for one in (now, _plain(field, wanted))]
        told.append(Side(field, say(f"field.{field}"), shown[0], shown[1], both))
    return told


def value(record: Mapping[str, Any], field: str, wanted: Any) -> Any:
    """Give what a record says of a field of a patch, in the patch's form."""
    if field in ("hours", "hours_text"):
        return record["hours_text"]
    if field == "closures":
        return [tuple(one) for one in listed(record["hours_exceptions"])]
    if field == "details":
        return {code: record["details"].get(code) for code in wanted or {}}
    return record.get(field)


def _plain(field: str, wanted: Any) -> Any:
    if field == "closures":
        return [
            tuple(Closure(date.fromisoformat(one["first"]), date.fromisoformat(one["last"]),
                          one.get("reason", ""), one.get("hours")))
            for one in wanted or []
        ]  # fmt: skip
    return wanted


def in_words(found: Any, field: str, words: Vocabulary, say: Say, lang: Lang) -> str:
    """Say a value of a field to a person."""
    if found in (None, "", [], {}, ()):
        return say("empty")
    if field in ("kind", "entry_mode"):
        word = (words.kinds if field == "kind" else words.entry_modes).get(found)
        return word.name(lang) if word else str(found)
    if field == "status":
        return say(f"status.{found}")
    if field in ("services", "closures", "details"):
        return say("comma").join(_several(found, field, words, say, lang))
    return str(found)


def _several(found: Any, field: str, words: Vocabulary, say: Say, lang: Lang) -> list[str]:
    if field == "services":
        return [word.name(lang) for code, word in words.services.items() if code in found]
    if field == "closures":
        return [closure_in_words(Closure(*one), say, lang) for one in found]
    return [f"{say('detail.stock') if code == 'stock' else code} {number}" for code, number in found.items()]


def closure_in_words(one: Closure, say: Say, lang: Lang) -> str:
    """Say a closure: 11月23日到11月26日 维修."""
    days = (
        day(one.first, lang)
        if one.first == one.last
        else say("days", first=day(one.first, lang), last=day(one.last, lang))
    )
    return " ".join(filter(None, [days, one.hours, one.reason]))
