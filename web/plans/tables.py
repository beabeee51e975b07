"""The tables of a plan: what stands on its page, in its report, and in the CSV file."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from web.plans import words
from web.plans.finding import changed
from web.plans.numbers import NONE, Say, amount, cost, day, kilometres, percent, points
from web.plans.words import Document

MOST_ROWS = 60
Row = Sequence[str]


class Table(NamedTuple):
    """A table: `texts` is how many columns at its left hold text, `all` how many rows there are in all."""

    name: str
    title: str
    heads: Row
    rows: Sequence[Row]
    texts: int
    all: int

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return self.all - len(self.rows)


def tables(document: Document, say: Say) -> list[Table]:
    """Give all tables that a plan has rows for, the answer first."""
    made = (sites, gaps, stretches, roads, compared, by_area, times, losses, evening, close_pairs, access)
    found = (make(document, say) for make in made)
    return [one for one in found if one is not None and one.rows]


def figures(document: Document, say: Say) -> Table | None:
    """Give the figures of all demand; of a plan that changes something, before and after."""
    told = document.get("site") or document.get("compare") or {}
    if told.get("before") and told.get("after"):
        before, after = (words.figures(told[when], document, say) for when in ("before", "after"))
        rows = [(name, value, dict(after).get(name, NONE)) for name, value in before]
        return Table(
            "figures",
            say("table.figures"),
            ("", say("map.before"), say("map.after_word")),
            rows,
            1,
            len(rows),
        )
    if "figures" not in document:
        return None
    rows_of = words.figures(document["figures"], document, say)
    return Table("figures", say("table.figures"), ("", ""), rows_of, 1, len(rows_of))


def by_area(document: Document, say: Say) -> Table | None:
    """Give each area's figures; of a change, before and after."""
    if (document.get("compare") or {}).get("by_area"):
        return _areas_compared(document, say)
    told = document.get("by_area") or []
    unit = document["travel"]["unit"]
    rows = [
        (one["name"] or say("area.none"), percent(one["share"], 1), percent(one["twice_share"], 1),
         amount(one["weight"]), amount(one["weight"] - one["covered"]), cost(one["p50"], unit, say),
         cost(one["p90"], unit, say))
        for one in told
    ]  # fmt: skip
    heads = _heads("area share twice_share weight uncovered p50 p90", document, say)
    return _table("by_area", heads, rows, 1, say)


def _areas_compared(document: Document, say: Say) -> Table | None:
    rows = []
    for one in document["compare"]["by_area"]:
        before, after = one["before"]["share"], one["after"]["share"]
        change = NONE if before is None or after is None else points(after - before)
        row = (one["name"] or say("area.none"), percent(before, 1), percent(after, 1), change)
        rows.append((*row, amount(one["after"]["weight"])))
    return _table("by_area", _heads("area before after points weight", document, say), rows, 1, say)


def times(document: Document, say: Say) -> Table | None:
    """Give the share on workdays, at the weekend, at night and on holidays."""
    told = document.get("times") or {}
    rows = [(say(f"time.{name}"), percent(told[name]["share"], 1), amount(told[name]["covered"]))
            for name in ("workday", "weekend", "night", "holiday") if told.get(name)]  # fmt: skip
    rows += [(say(f"time.{name}", day=day(told[name]["day"], say), hour=told[name]["hour"]),
              percent(told[name]["share"], 1), "") for name in ("best", "worst") if told.get(name)]  # fmt: skip
    return _table("times", _heads("time share covered", document, say), rows, 1, say)


def gaps(document: Document, say: Say) -> Table | None:
    """Give the gaps, most people first."""
    unit = document["travel"]["unit"]
    rows = [(str(one["rank"]), one.get("name") or "", amount(one["weight"]), cost(one.get("farthest"), unit, say),
             _degrees(one)) for one in document.get("gaps") or ()]  # fmt: skip
    return _table("gaps", _heads("rank name uncovered farthest degrees", document, say), rows, 2, say)


def sites(document: Document, say: Say) -> Table | None:
    """Give the chosen sites in the order of their rank, then what stands."""
    told = document.get("site")
    if not told:
        return None
    covers = told["model"] in ("mclp", "lscp")
    unit = document["travel"]["unit"]
    new = [one for one in told["sites"] if not one["existing"]]
    full = any("served" in one for one in new)
    rows = []
    for one in new:
        gain = amount(one["gain"]) if covers else cost(one["gain"], unit, say)
        room = (amount(one.get("served")), amount(one.get("capacity"))) if full else ()
        rows.append((str(one["rank"]), one.get("name") or str(one["id"]), gain, *room, _degrees(one)))
    plain = "rank name gain degrees" if covers else "rank name gain_cost degrees"
    head = plain.replace("degrees", "served capacity degrees") if full else plain
    return _table("sites", _heads(head, document, say), rows, 2, say)


def stretches(document: Document, say: Say) -> Table | None:
    """Give the stretches of road without a place, the longest first."""
    told = (document.get("corridor") or {}).get("stretches") or ()
    rows = [(str(one["rank"]), one["road"] or say("road.unnamed"), say(f"direction.{one['direction']}"),
             kilometres(one["length_km"], say), f"{one['from_km']:.1f}–{one['to_km']:.1f}", amount(one.get("flow")))
            for one in told]  # fmt: skip
    return _table("stretches", _heads("rank road direction length km flow", document, say), rows, 3, say)


def roads(document: Document, say: Say) -> Table | None:
    """Give each road and direction as a whole."""
    told = (document.get("corridor") or {}).get("roads") or ()
    rows = [
        (one["road"] or say("road.unnamed"), say(f"direction.{one['direction']}"),
         kilometres(one["length_km"], say), str(one["places"]), kilometres(one["longest_km"], say),
         percent(one["share"], 1))
        for one in told
    ]  # fmt: skip
    return _table("roads", _heads("road direction length places longest near", document, say), rows, 2, say)


def compared(document: Document, say: Say) -> Table | None:
    """Give what is changed."""
    told = (document.get("compare") or {}).get("changes") or ()
    rows = [(changed([one], say), one.get("name") or str(one["id"]), one.get("hours") or "",
             _degrees(one) if one.get("lon") is not None else "") for one in told]  # fmt: skip
    return _table("changes", _heads("change name hours degrees", document, say), rows, 4, say)


def losses(document: Document, say: Say) -> Table | None:
    """Give for each place what would be lost without it, the least first."""
    told = (document.get("compare") or {}).get("losses") or ()
    unit = document["travel"]["unit"]
    rows = [(str(one["rank"]), one.get("name") or str(one["id"]), amount(one["weight"]), cost(one["mean"], unit, say))
            for one in told]  # fmt: skip
    return _table("losses", _heads("rank name only_it mean_rise", document, say), rows, 2, say)


def evening(document: Document, say: Say) -> Table | None:
    """Give what a longer evening of each place would bring."""
    told = (document.get("compare") or {}).get("evening") or {}
    rows = [(str(one["rank"]), one.get("name") or str(one["id"]), amount(one["weight_hours"]))
            for one in told.get("places") or ()]  # fmt: skip
    return _table(
        "evening", _heads("rank name weight_hours", document, say), rows, 2, say, until=told.get("until")
    )


def close_pairs(document: Document, say: Say) -> Table | None:
    """Give the places that stand too near one another."""
    rows = [(one.get("a_name") or str(one["a"]), one.get("b_name") or str(one["b"]), cost(one["distance_m"], "m", say))
            for one in document.get("close_pairs") or ()]  # fmt: skip
    return _table("close_pairs", _heads("name other apart", document, say), rows, 2, say)


def access(document: Document, say: Say) -> Table | None:
    """Give how many places there are for a thousand people, for those who have few and for those who have many."""
    told = document.get("access")
    if not told:
        return None
    rows = [(say(f"access.{name}"), f"{told[name]:.2f}") for name in ("p10", "p50", "p90", "mean", "gini")
            if told.get(name) is not None]  # fmt: skip
    rows.append((say("access.none", **words.basic(document, say)), amount(told.get("none_weight"))))
    return _table("access", _heads("name per_thousand", document, say), rows, 1, say)


def _table(name: str, heads: Row, rows: Sequence[Row], texts: int, say: Say, **values: object) -> Table:
    return Table(name, say(f"table.{name}", **values), heads, rows[:MOST_ROWS], texts, len(rows))


def _heads(names: str, document: Document, say: Say) -> Row:
    return [say(f"th.{name}", **words.basic(document, say)) for name in names.split()]


def _degrees(one: Mapping[str, Any]) -> str:
    return f"{one['lon']:.5f}, {one['lat']:.5f}"
