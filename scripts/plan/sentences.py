"""What a plan found, in one sentence that begins with the figure."""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]
WHOLE_FROM = 100  # a weight of more than this is written without decimals


def sentence(document: Document) -> str:
    """Say what a plan found."""
    return _SAID[document["what"]](document)


def cost(document: Document, value: float | None) -> str:
    """Write a cost with its unit."""
    if value is None:
        return "no place at all"
    return f"{value:,.0f} m" if document["travel"]["unit"] == "m" else f"{value:,.1f} min"


def share(value: float | None) -> str:
    """Write a share in percent.

    Examples
    --------
    >>> share(0.713), share(None)
    ('71.3 %', '–')
    """
    return "–" if value is None else f"{100 * value:.1f} %"


def amount(value: float | None) -> str:
    """Write a weight: whole where it is whole, or large.

    Examples
    --------
    >>> amount(71724.0), amount(2.5), amount(None)
    ('71,724', '2.5', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= WHOLE_FROM or value == int(value) else f"{value:,.4g}"


def _who(document: Document) -> str:
    demand = document["inputs"]["demand"]
    what = demand.get("what") if demand else None
    return what if what in ("people", "riders", "orders") else "the demand"


def _near(document: Document) -> str:
    return f"within {cost(document, document['standard'])}"


def _coverage(document: Document) -> str:
    figures, hours, who = document["figures"], document["options"]["hours"], _who(document)
    place = {"always": "a place", "week": "an open place, over the hours of a week,"}.get(hours)
    half, most = (_reach(document, figures[name]) for name in ("p50", "p90"))
    return (
        f"{share(figures['share'])} of {who} have {place or f'a place open at {hours}'} {_near(document)}: "
        f"{amount(figures['covered'])} of {amount(figures['weight'])}; half of all {half}, nine in ten {most}; "
        f"{share(figures['twice_share'])} have two."
    )


def _reach(document: Document, value: float | None) -> str:
    return "reach none" if value is None else f"have {cost(document, value)} to go"


def _gaps(document: Document) -> str:
    figures, gaps, who = document["figures"], document["gaps"], _who(document)
    left = amount(figures["weight"] - figures["covered"])
    largest = f"; the largest has {amount(gaps[0]['weight'])}" if gaps else ""
    whole = amount(figures["weight"])
    return f"{left} of {whole} {who} have no place {_near(document)}, in {len(gaps):,} gaps{largest}."


def _site(document: Document) -> str:
    site, who = document["site"], _who(document)
    count = sum(not one["existing"] for one in site["sites"])
    chosen = "1 new site" if count == 1 else f"{count:,} new sites"
    value, bound = (_value(document, site[name]) for name in ("value", "bound"))
    after = share(site["after"]["share"])
    done = (
        "served" if "capacity" in site["asked"] else "covered"
    )  # whoever comes last to a full site is covered only
    of_all = share(site["value"] / document["figures"]["weight"]) if done == "served" else after
    many = f"{value}{' of' * (who == 'the demand')} {who}"
    found = {
        "mclp": f"With {chosen} {many} are {done} {_near(document)} ({of_all})",
        "lscp": f"{chosen} cover{'s' * (count == 1)} {after} of {who} {_near(document)}",
        "pmedian": f"With {chosen} the mean way is {value}",
        "pcenter": f"With {chosen} the farthest way is {value}",
    }[site["model"]]
    gap = "not known" if site["gap"] is None else f"{100 * site['gap']:.2f} %"
    return f"{found}; no plan can be better than {bound} (a gap of {gap})."


def _value(document: Document, value: float | None) -> str:
    return cost(document, value) if document["site"]["model"] in ("pmedian", "pcenter") else amount(value)


def _corridor(document: Document) -> str:
    corridor = document["corridor"]
    longest = max(corridor["stretches"], key=lambda one: one["without_km"], default=None)
    unknown_km = sum(one["unknown_km"] for one in corridor["roads"])
    if longest is None and unknown_km > 0:
        return (
            f"No stretch is known to have the next place farther than {corridor['within_km']:g} km ahead, but along "
            f"{unknown_km:,.0f} km before a line's end, both directions together, none is known to come."
        )
    if longest is None:
        return f"Nowhere along the road is the next place farther than {corridor['within_km']:g} km ahead."
    least = "at least " if longest["at_least"] else ""
    road = longest["road"] or "the line"
    return (
        f"In {len(corridor['stretches']):,} stretches the next place is over {corridor['within_km']:g} km ahead; "
        f"the longest way without one is {least}{longest['without_km']:,.0f} km: {road}, {longest['direction']} from "
        f"km {longest['from_km']:,.0f}."
    )


def _compare(document: Document) -> str:
    found, who = document["compare"], _who(document)
    before, after = (share(found[side]["share"]) for side in ("before", "after"))
    if not found["changes"]:
        return f"Today {before} of {who} are covered {_near(document)}."
    risen = f"{found['difference']['covered']:+,.0f}"
    return f"Covered {_near(document)}: {before} before, {after} after ({risen} {who})."


_SAID = {"coverage": _coverage, "gaps": _gaps, "site": _site, "corridor": _corridor, "compare": _compare}
