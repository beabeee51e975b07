"""The first sentence of each sort of plan."""

from collections.abc import Callable, Mapping
from typing import Any

from web.plans.numbers import Say, amount, cost, kilometres, percent
from web.plans.words import Document, basic, change_of_share, coverage, place

MOST_CHANGES = 4


def gaps(document: Document, say: Say) -> str:
    """Say how many have no place, and where most of them are."""
    figures = document["figures"]
    if figures["share"] is None:
        return say("headline.no_demand")
    told = say(
        "headline.uncovered", **basic(document, say), n=amount(figures["weight"] - figures["covered"]),
        share=percent(1 - figures["share"]),
    )  # fmt: skip
    found = document.get("gaps") or []
    if not found:
        return told + say("full_stop")
    name = found[0].get("name") or say("gap.first")
    return told + say("headline.largest_gap", name=name, n=amount(found[0]["weight"]), **basic(document, say))


def site(document: Document, say: Say) -> str:
    """Say what the chosen places reach, and how near that is to the best that is possible."""
    told = document["site"]
    new = sum(not one["existing"] for one in told["sites"])
    values = {**basic(document, say), "sites": new}
    if told["value"] is None or not told["sites"]:
        return say("headline.no_site")
    said = {"mclp": _most, "lscp": _fewest}.get(told["model"], _nearest)(document, say, values)
    return said + proof(told, say)


def proof(told: Mapping[str, Any], say: Say) -> str:
    """Say how far from the best possible a plan can be at most."""
    if told.get("gap") is None:
        return say("proof.none")
    return say("proof.best") if told["gap"] <= 0 else say("proof.gap", gap=percent(told["gap"], 2))


def _most(document: Document, say: Say, values: Mapping[str, Any]) -> str:
    told = document["site"]
    before, after = ((told.get(when) or {}).get("share") for when in ("before", "after"))
    found = say("headline.site.mclp", **values, **change_of_share(before, after))
    if (told.get("asked") or {}).get("capacity") is None:
        return found
    return found + say("headline.site.served", who=values["who"], n=amount(told["value"]))


def _fewest(document: Document, say: Say, values: Mapping[str, Any]) -> str:
    share = document["site"].get("asked", {}).get("share")
    return say(
        "headline.site.lscp",
        **values,
        share=percent(1.0 if share is None else share),
        n=amount(document["site"]["value"]),
    )


def _nearest(document: Document, say: Say, values: Mapping[str, Any]) -> str:
    told = document["site"]
    unit = document["travel"]["unit"]
    return say(f"headline.site.{told['model']}", **values, cost=cost(told["value"], unit, say))


def corridor(document: Document, say: Say) -> str:
    """Say how many stretches of a road have no place, and which is the longest."""
    told = document["corridor"]
    within = kilometres(told["within_km"], say)
    found = told["stretches"]
    unknown_km = 0.0 if found else sum(one["unknown_km"] for one in told["roads"])
    if unknown_km > 0:
        unknown = kilometres(unknown_km, say)
        return say("headline.corridor.unknown", within=within, unknown=unknown, place=place(document, say))
    if not found:
        return say("headline.corridor.none", within=within, place=place(document, say))
    longest = max(found, key=lambda one: one["length_km"])
    return say(
        "headline.corridor", n=len(found), within=within, road=longest["road"] or say("road.unnamed"),
        length=kilometres(longest["length_km"], say), from_km=f"{longest['from_km']:.0f}",
        to_km=f"{longest['to_km']:.0f}", place=place(document, say), direction=say(f"direction.{longest['direction']}"),
    )  # fmt: skip


def compare(document: Document, say: Say) -> str:
    """Say what a change would bring; without one, which place loses least when it is closed."""
    told = document["compare"]
    if told["changes"]:
        shares = change_of_share(told["before"]["share"], told["after"]["share"])
        return say(
            "headline.compared", **basic(document, say), changes=changed(told["changes"], say), **shares
        )
    evening, losses = told.get("evening"), told.get("losses")
    if evening:
        shares = change_of_share(evening["before"], evening["after"])
        return say("headline.evening", **basic(document, say), until=evening["until"], **shares)
    if losses:
        return say(
            "headline.loss", **basic(document, say), name=_named(losses[0]), n=amount(losses[0]["weight"])
        )
    return coverage(document, say)


def changed(changes: list[Mapping[str, Any]], say: Say) -> str:
    """Say each sort of change with its number: 增加 2 处、关闭 1 处."""
    sorts = list(dict.fromkeys(one["do"] for one in changes))
    counts = {sort: sum(one["do"] == sort for one in changes) for sort in sorts}
    return say("between").join(say(f"change.{sort}", n=count) for sort, count in counts.items())


def _named(one: Mapping[str, Any]) -> str:
    return str(one.get("name") or one["id"])


FINDINGS: dict[str, Callable[[Document, Say], str]] = {
    "coverage": coverage, "gaps": gaps, "site": site, "corridor": corridor, "compare": compare,
}  # fmt: skip
