"""The report: a page in Markdown with a plot, and the same tables on the terminal."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scripts.bench.plot import plot
from scripts.bench.result import Chapter, Row, Verdict, figure

RATES = "a second"
WORDS = {True: "reached", False: "**missed**", None: "not measured"}
HEAD = """# Benchmarks

Written by `waystation bench`, which anybody can run: it makes the places, starts ourselves and the peers on one
machine, asks them the same questions in turn, and writes this page. How each was asked stands above its table; what it
does not do stands in its row.
"""


def written(report: Path, head: Mapping[str, str], chapters: Sequence[Chapter]) -> None:
    """Write the page, and its plot beside it, replacing what was there."""
    report.parent.mkdir(parents=True, exist_ok=True)
    picture = report.with_suffix(".svg")
    plotted = [chapter for chapter in chapters if chapter.plot and chapter.rows]
    lines = [HEAD, *_table(("", ""), [(name, text) for name, text in head.items()])]
    if plotted:
        picture.write_text(plot(plotted), encoding="utf-8")
        lines += ["", f"![{', '.join(one.title for one in plotted)}, logarithmic]({picture.name})"]
    verdicts = [(chapter.title, verdict) for chapter in chapters for verdict in chapter.verdicts]
    if verdicts:
        lines += ["", "## Figures to reach", ""]
        rows = [(title, one.claim, one.found, WORDS[one.reached]) for title, one in verdicts]
        lines += _table(("what", "to reach", "found", ""), rows)
    for chapter in chapters:
        lines += ["", f"## {chapter.title}", "", chapter.how]
        if chapter.rows:
            lines += ["", *_table(columns(chapter), [cells(chapter, row) for row in chapter.rows])]
        lines += [line for why in chapter.missing for line in ("", f"Left out: {why}.")]
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")


def summary(chapters: Sequence[Chapter]) -> None:
    """Show the tables on the terminal."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    for chapter in chapters:
        table = Table(title=chapter.title, title_justify="left")
        for number, name in enumerate(columns(chapter)[:-1]):
            table.add_column(name, justify="left" if number == 0 else "right", no_wrap=True)
        for row in chapter.rows:
            table.add_row(*cells(chapter, row)[:-1])
        if chapter.rows:
            console.print(table)
        for verdict in chapter.verdicts:
            console.print(_sentence(verdict), highlight=False)
        for why in chapter.missing:
            console.print(f"left out: {why}", highlight=False, markup=False)


def columns(chapter: Chapter) -> tuple[str, ...]:
    """Name the columns of a chapter's table; the note is the last."""
    names = ["", f"median, {chapter.unit}", "least – most"]
    if _has_latency(chapter):
        names += ["p50 ms", "p99 ms", "errors"]
    if chapter.row(chapter.ours):
        names.append("ours is" if chapter.unit == RATES else "× ours")
    if chapter.row(chapter.ceiling):
        names.append("of the ceiling")
    return (*names, "note")


def cells(chapter: Chapter, row: Row) -> tuple[str, ...]:
    """Write the cells of one row."""
    if not row.values:
        return (row.name, *[""] * (len(columns(chapter)) - 2), row.note)
    low, high = row.spread
    found = [row.name, figure(row.median), f"{figure(low)} – {figure(high)}"]
    if _has_latency(chapter):
        found += [_or_nothing(row.p50_ms), _or_nothing(row.p99_ms), f"{row.errors:,}"]
    ours, ceiling = chapter.row(chapter.ours), chapter.row(chapter.ceiling)
    if ours:
        found.append(_against(chapter, row, ours))
    if ceiling:
        found.append(f"{row.median / ceiling.median:.1%}")
    return (*found, row.note)


def _against(chapter: Chapter, row: Row, ours: Row) -> str:
    if row is ours:
        return "1"
    if chapter.unit == RATES:
        return f"{figure(ours.median / row.median)} ×" if row.median else "–"
    return f"{figure(row.median / ours.median)} ×" if ours.median else "–"


def _has_latency(chapter: Chapter) -> bool:
    return any(row.p50_ms is not None for row in chapter.rows)


def _or_nothing(value: float | None) -> str:
    return "" if value is None else figure(value)


def _sentence(verdict: Verdict) -> str:
    word = {True: "[green]reached[/]", False: "[red]missed[/]", None: "not measured"}[verdict.reached]
    return f"  {verdict.claim}: {', '.join(filter(None, (verdict.found, word)))}"


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    safe = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (names, ["---"] * len(names), *safe)]
