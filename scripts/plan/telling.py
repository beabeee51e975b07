"""A plan for a terminal: the figure first, in a sentence; then tables; then what must be known beside."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scripts.plan.sentences import Document, amount, cost, sentence, share

WIDTH = 110
ROWS = 15
Rows = Sequence[Sequence[Any]]


def told(document: Document, number: int | None) -> str:
    """Tell a plan; `number` is that under which it is kept, if it is."""
    parts = [sentence(document), *_tables(document)]
    if document["notes"]:
        parts.append("\n" + "\n".join(f"- {one['text']['en']}" for one in document["notes"]))
    if number is not None:
        parts.append(f"\nKept as plan {number}: waystation plan show, again, report or export {number}.")
    return "\n".join(parts)


def told_again(document: Document) -> str:
    """Tell whether a plan that was made again has the same numbers, and what changed."""
    again = document["again"]
    changed = "".join(f"\n  {one['text']['en']}" for one in again["changed"])
    if again["same"]:
        return f"The numbers are those of plan {again['of']}, every one.{changed}"
    if changed:
        return f"The numbers differ from plan {again['of']}:{changed}"
    return f"The numbers differ from plan {again['of']}, of the same inputs and versions: was it stopped by time?"


def table(headings: Sequence[str], rows: Rows) -> str:
    """Draw a table as text; columns of numbers are set to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="")
    listed = [[_cell(one) for one in row] for row in rows]
    for at, heading in enumerate(headings):
        numbers = bool(listed) and all(_is_number(row[at]) for row in listed)
        drawn.add_column(heading, justify="right" if numbers else "left")
    for row in listed:
        drawn.add_row(*row)
    paper = io.StringIO()
    Console(file=paper, width=WIDTH).print(drawn)
    return "\n".join(line.rstrip() for line in paper.getvalue().rstrip().splitlines())


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return amount(value) if isinstance(value, float | int) else str(value)


def _is_number(cell: str) -> bool:
    return cell == "–" or cell[:1].isdecimal() or cell[:1] in "+-"


def _titled(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    listed = list(rows)
    more = f"\n… and {len(listed) - ROWS:,} more" if len(listed) > ROWS else ""
    return f"\n{title}\n{table(headings, listed[:ROWS])}{more}"


def _tables(document: Document) -> Iterator[str]:
    yield from _areas(document)
    yield from _times(document)
    if rows := document.get("gaps"):
        at = ((row["rank"], row["weight"], *_at(row), row["name"]) for row in rows)
        yield _titled("Gaps", ("", "Weight", "Longitude", "Latitude", "Area"), at)
    if rows := document.get("close_pairs"):
        pairs = ((row["distance_m"], row["a"], row["a_name"], row["b"], row["b_name"]) for row in rows)
        yield _titled("Too near one another", ("Metres", "Id", "Name", "Id", "Name"), pairs)
    if site := document.get("site"):
        yield _sites(site)
    if corridor := document.get("corridor"):
        names = ("rank", "road", "direction", "from_km", "to_km", "length_km", "without_km")
        rows = ([row[name] for name in names] for row in corridor["stretches"])
        yield _titled(
            "Stretches", ("", "Road", "Direction", "From km", "To km", "Km", "Without a place, km"), rows
        )
    if compare := document.get("compare"):
        yield from _compared(document, compare)


def _areas(document: Document) -> Iterator[str]:
    if rows := document.get("by_area"):
        worst = sorted(rows, key=lambda row: (row["share"] is None, row["share"] or 0))
        told = (
            (
                row["code"],
                row["name"] or "in none",
                row["weight"],
                share(row["share"]),
                *_quantiles(document, row),
            )
            for row in worst
        )
        yield _titled(
            "By area, the worst first", ("Code", "Name", "Weight", "Covered", "Half", "Nine in ten"), told
        )


def _times(document: Document) -> Iterator[str]:
    if times := document.get("times"):
        names = ("workday", "weekend", "night", "holiday")
        yield _titled("By time", ("When", "Covered"), ((name, share(times[name]["share"])) for name in names))
        for name in ("best", "worst"):
            if one := times[name]:
                yield f"The {name} hour: {one['day']} {one['hour']:02}:00, {share(one['share'])}"


def _sites(site: Mapping[str, Any]) -> str:
    new = [one for one in site["sites"] if not one["existing"]]
    filled = ("served", "capacity") if "capacity" in site["asked"] else ()
    rows = (
        (row["rank"], row["id"], row["name"], *_at(row), row["gain"], *(row[one] for one in filled))
        for row in new
    )
    headings = ("", "Id", "Name", "Longitude", "Latitude", "Gain", *(one.capitalize() for one in filled))
    return _titled("Sites", headings, rows)


def _compared(document: Document, compare: Mapping[str, Any]) -> Iterator[str]:
    if compare["changes"]:
        sides = [compare[side] for side in ("before", "after", "difference")]
        rows: Iterable[Sequence[Any]] = (
            (name, *(share(one[name]) if name.endswith("share") else one[name] for one in sides))
            for name in sides[0]
        )
        yield _titled("Figures", ("", "Before", "After", "Difference"), rows)
    if losses := compare.get("losses"):
        rows = (
            (row["rank"], row["id"], row["name"], row["weight"], cost(document, row["mean"]))
            for row in losses
        )
        yield _titled("Missed least if closed", ("", "Id", "Name", "Weight lost", "Mean rises by"), rows)
    if evening := compare.get("evening"):
        before, after = share(evening["before"]), share(evening["after"])
        yield f"\nOpen until {evening['until']}, all of them: {after} of people-hours covered in place of {before}."
        rows = ((row["rank"], row["id"], row["name"], row["weight_hours"]) for row in evening["places"])
        yield _titled("Open until then, each alone", ("", "Id", "Name", "People-hours a week"), rows)


def _at(row: Mapping[str, Any]) -> tuple[str, str]:
    return f"{row['lon']:.5f}", f"{row['lat']:.5f}"


def _quantiles(document: Document, row: Mapping[str, Any]) -> list[str]:
    return ["–" if row[name] is None else cost(document, row[name]) for name in ("p50", "p90")]
