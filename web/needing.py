"""What needs somebody at a place, in a number and a verb: 2 条门锁反映 → 处理."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import url_for

from stations.desk import Place
from web.moments import day
from web.words import Lang

Say = Callable[..., str]
# Where on the place's page one does something about it.
WHERE = {
    "shut": "reports",
    "fault": "reports",
    "stock": "stock",
    "closure": "closures",
    "notice": "reports",
    "rating": "ratings",
    "unsure": "confirm",
}


class Said(NamedTuple):
    """A line: what it is, what to do, and where; `pressing` for what shuts people out."""

    what: str
    verb: str
    address: str
    pressing: bool


def said(need: Mapping[str, Any], place: Place | None, say: Say, lang: Lang) -> Said:
    """Say a need of a place; without one the way leads within its own page."""
    kind = need["need"]
    anchor = WHERE[kind]
    address = f"#{anchor}" if place is None else url_for("places.one", id=place.id, _anchor=anchor)
    return Said(_what(need, say, lang), say(f"verb.{kind}"), address, kind in ("shut", "fault"))


def _what(need: Mapping[str, Any], say: Say, lang: Lang) -> str:
    kind = need["need"]
    if kind in ("shut", "fault"):
        return say("comma").join(say(f"faults.{what}", n=count) for what, count in need["faults"].items())
    if kind == "closure":
        return (
            say("need.closure", day=day(date.fromisoformat(need["on"]), lang))
            if need["on"]
            else say("need.suspended")
        )
    if kind == "unsure":
        if need["never"]:
            return say("need.never")
        return say("need.unsure", day=day(date.fromisoformat(need["on"]), lang))
    return say(f"need.{kind}", **{name: value for name, value in need.items() if name != "need"})
