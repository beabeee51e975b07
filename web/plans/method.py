"""How a plan was measured, from what, and what one must know beside its figures: the small print, in sentences."""

import json
from collections.abc import Mapping
from typing import Any

from web.plans.numbers import Say, amount, kilometres
from web.plans.words import Document, basic, filtered

MOST_TOLD = 12
MODELS = ("mclp", "lscp", "pmedian", "pcenter")
Input = tuple[str, str]


def measured(document: Document, say: Say) -> str:
    """Say how the way was measured, in one line; it stands under every figure."""
    travel = document["travel"]
    if travel["by"] != "geodesic":
        name = travel.get("roads") or say("roads.unnamed")
        return say("measured.roads", by=say(f"by.{travel['by']}"), roads=name)
    factor = travel.get("detour") or 1
    detour = say("measured.straight") if factor == 1 else say("measured.detour", factor=f"{factor:g}")
    speed = travel.get("speed_kmh")
    return detour + (say("measured.speed", speed=f"{speed:g}") if speed else say("full_stop"))


def method(document: Document, say: Say) -> list[str]:
    """Say how the figures come about: the measure, the way, the hours, the model, the datum."""
    lines = [measured(document, say), _hours(document, say)]
    if "figures" in document and document.get("standard") is not None:
        lines.insert(0, say("method.covered", **basic(document, say)))
    if document.get("access"):
        told = document["access"]
        lines.append(say(f"method.{told['method']}"))
    if "site" in document and document["site"]["model"] in MODELS:
        lines += [say(f"method.{document['site']['model']}"), say("method.bound")]
    if "corridor" in document:
        lines.append(say("method.corridor", within=kilometres(document["corridor"]["within_km"], say)))
    return [*lines, say("method.datum"), say("method.again")]


def notes(document: Document, say: Say) -> list[str]:
    """Say what one must know to read the figures, as the plan itself has it; how the way was measured stands above."""
    return [note(one, say) for one in document.get("notes", ()) if one["code"] != "geodesic"]


def note(one: Mapping[str, Any], say: Say) -> str:
    """Say one note; one without words is shown by its code and what came with it, not dropped."""
    text = (one.get("text") or {}).get(say("lang"))
    if text:
        return str(text)
    given = ", ".join(f"{name} {value}" for name, value in (one.get("params") or {}).items())
    return f"{one['code']}: {given}" if given else str(one["code"])


def inputs(document: Document, say: Say) -> list[tuple[str, str, str]]:
    """List what a plan rests on: what it is, in words with source and licence, and its digest."""
    told = document["inputs"]
    rows = [(name, _input(name, document, say), told[name].get("sha256") or "")
            for name in ("demand", "places", "roads", "areas", "candidates") if told.get(name)]  # fmt: skip
    return [(say(f"input.{name}"), text, digest) for name, text, digest in rows]


def versions(document: Document) -> str:
    """List the programs that worked it out."""
    return ", ".join(f"{name} {version}" for name, version in sorted(document["versions"].items()))


def options(document: Document) -> list[tuple[str, str]]:
    """List the options as asked, defaults and all; a long list is told by how many it has."""
    return [
        (name, _option(value)) for name, value in document["options"].items() if value not in (None, [], {})
    ]


def _option(value: Any) -> str:
    if isinstance(value, list) and len(value) > MOST_TOLD:
        return f"[{len(value)}]"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def owed(document: Document) -> list[str]:
    """List whom the map and the figures owe a mention: each source once, with its licence."""
    told = [one for one in document["inputs"].values() if one]
    owed = [" ".join(filter(None, (one.get("source"), _bracket(one.get("licence"))))) for one in told]
    return list(dict.fromkeys(one for one in owed if one))


def _input(name: str, document: Document, say: Say) -> str:
    told = document["inputs"][name]
    count = {"demand": "points", "roads": "edges"}.get(name, "count")
    parts = [
        told.get("name"),
        say(f"input.{name}.count", n=amount(told[count])) if told.get(count) is not None else None,
    ]
    if name == "places" and filtered(document):
        parts.append(say("input.filter", what=_filter(filtered(document), say)))
    if name == "demand":
        parts.append(say("input.weight", n=amount(told["weight"])))
    parts += [say("input.as_of", at=str(told["as_of"])[:16].replace("T", " ")) if told.get("as_of") else None,
              told.get("source"), told.get("licence")]  # fmt: skip
    return say("comma").join(str(part) for part in parts if part)


def _filter(chosen: Mapping[str, Any], say: Say) -> str:
    found = (
        f"{name} = {', '.join(map(str, of)) if isinstance(of, list) else of}" for name, of in chosen.items()
    )
    return say("between").join(found)


def _bracket(text: str | None) -> str:
    return f"({text})" if text else ""


def _hours(document: Document, say: Say) -> str:
    hours = document["options"].get("hours", "always")
    return say(f"method.hours.{hours}") if hours in ("week", "always") else say("method.hours.at", at=hours)
