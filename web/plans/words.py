"""What a plan found, in sentences: the figure first, then how it was measured and what it does not say.

All of it is worked out from the plan's document, so that the page, the report and the mail say the same.
"""

from collections.abc import Mapping
from typing import Any

from web.plans.numbers import NONE, Say, amount, cost, day, hour, percent, percents, points

Document = Mapping[str, Any]
PEOPLE = ("people", "riders", "orders")


def titled(title: str, what: str, say: Say) -> str:
    """Give a plan's title; one that nobody gave a name is called by its kind, in the reader's language."""
    return say(f"what.{what}") if not title or title == what else title


def headline(document: Document, say: Say) -> str:
    """Say what a plan found in one or two sentences."""
    from web.plans.finding import FINDINGS  # noqa: PLC0415 - which is made of what stands here

    return FINDINGS[document["what"]](document, say)


def basic(document: Document, say: Say) -> dict[str, str]:
    """Give what most sentences name: whom the demand is made of, the standard, and what places."""
    return {"who": who(document, say), "standard": standard(document, say), "place": place(document, say)}


def place(document: Document, say: Say) -> str:
    """Name what counts: any station or only those that a filter lets through, at any time or only while it is open."""
    chosen = "chosen" if filtered(document) else "any"
    hours = "always" if document["options"].get("hours", "always") == "always" else "open"
    return say(f"place.{chosen}.{hours}")


def who(document: Document, say: Say) -> str:
    """Name whom the demand is made of: 人, 骑手, 订单."""
    what = (document["inputs"].get("demand") or {}).get("what")
    return say(f"who.{what if what in PEOPLE else 'other'}")


def standard(document: Document, say: Say) -> str:
    """Say the standard: 15 分钟, 800 米; some plans have none."""
    if document.get("standard") is None:
        return NONE
    return cost(document["standard"], document["travel"]["unit"], say)


def filtered(document: Document) -> dict[str, Any]:
    """Give what a filter of places asks for beyond all that are open for good."""
    chosen = (document["inputs"].get("places") or {}).get("filter") or {}
    return {name: of for name, of in chosen.items() if of and (name, of) != ("statuses", ["open"])}


def coverage(document: Document, say: Say) -> str:
    """Say how many have a place within the standard, and when they are fewest."""
    figures, worst = document["figures"], _worst(document)
    if figures["share"] is None:
        return say("headline.no_demand")
    if worst is None:
        told = say("headline.covered", **basic(document, say), share=percent(figures["share"]))
        return told + say("full_stop")
    here, lowest = percents(figures["share"], worst["share"])
    return say("headline.covered", **basic(document, say), share=here) + say(
        "headline.worst", day=day(worst["day"], say), hour=hour(worst["hour"], say), share=lowest
    )


def figures(of: Mapping[str, Any], document: Document, say: Say) -> list[tuple[str, str]]:
    """List figures with their names, those that are there."""
    unit = document["travel"]["unit"]
    rows = [(name, percent(of[name], 1)) for name in ("share", "twice_share") if of.get(name) is not None]
    rows += [(name, amount(of[name])) for name in ("covered", "weight") if of.get(name) is not None]
    rows += [
        (name, cost(of[name], unit, say)) for name in ("p50", "p90", "max", "mean", "worst5") if name in of
    ]
    if of.get("unreachable_weight"):
        rows.append(("unreachable_weight", amount(of["unreachable_weight"])))
    if of.get("gini") is not None:
        rows.append(("gini", f"{of['gini']:.2f}"))
    return [(say(f"figure.{name}", **basic(document, say)), value) for name, value in rows]


def change_of_share(before: float | None, after: float | None) -> dict[str, str]:
    """Write two shares and what lies between them."""
    if before is None or after is None:
        return {"before": percent(before), "after": percent(after), "points": "0"}
    one, two = percents(before, after)
    return {"before": one, "after": two, "points": points(after - before)}


def _worst(document: Document) -> Mapping[str, Any] | None:
    """Find the hour in which fewest are covered, where hours differ."""
    worst: Mapping[str, Any] | None = (document.get("times") or {}).get("worst")
    share = document["figures"]["share"]
    known = worst is not None and worst["share"] is not None and share is not None
    return worst if worst is not None and known and worst["share"] < share else None
