"""A report on paper: A4, one column, text in Chinese and Latin signs, drawings as lines and not as pictures of them."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from stations.errors import StationsError
from web.plans.numbers import Say
from web.plans.printed import flowable, rich
from web.plans.tables import Table
from web.plate_drawing import fonts

if TYPE_CHECKING:
    from web.plans.report import Report

MARGIN = 56.0
WIDE = A4[0] - 2 * MARGIN
INK, QUIET, LINE = "#1d1b18", "#5c564d", "#b8b0a4"
MAP_WIDE, PLOT_WIDE = WIDE * 0.86, WIDE * 0.8
STYLES = {
    name: ParagraphStyle(
        name, fontName=fonts.LATIN, fontSize=size, leading=size * 1.5, textColor=colour, wordWrap="CJK",
        spaceBefore=before, spaceAfter=after,
    )
    for name, size, colour, before, after in (
        ("title", 12, QUIET, 0, 2), ("headline", 18, INK, 0, 6), ("h2", 13, INK, 12, 4), ("p", 10, INK, 0, 3),
        ("small", 8.5, QUIET, 0, 2), ("cell", 8.5, INK, 0, 0), ("number", 8.5, INK, 0, 0),
    )
}  # fmt: skip

STYLES["number"].alignment = TA_RIGHT


class NoFont(StationsError):
    """The font that has Chinese signs is not installed."""


def pdf(made: "Report", say: Say) -> bytes:
    """Write a report as PDF; the same report gives the same bytes.

    Raises
    ------
    NoFont
        When the font is not there.
    """
    if not fonts.present():
        raise NoFont(
            f"a PDF needs a font that is not installed here: apt-get install {fonts.PACKAGE}; HTML needs none"
        )
    fonts.face()
    written = BytesIO()
    paper = SimpleDocTemplate(
        written, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=made.title, subject=made.headline, invariant=1,
    )  # fmt: skip
    paper.build(_story(made, say), onFirstPage=_foot, onLaterPages=_foot)
    return written.getvalue()


def _story(made: "Report", say: Say) -> list[Any]:
    told = [_said(made.title, "title"), _said(made.headline, "headline"), _said(made.measured, "small")]
    told += [_said(one, "p") for one in made.notes]
    if made.map:
        told += [
            Spacer(1, 8),
            flowable(made.map, MAP_WIDE),
            *(_said(one, "small") for one in (*made.shown, *made.credits)),
        ]
    if made.figures:
        told += _table(made.figures, say)
    for one in made.plots:
        told.append(
            KeepTogether([_said(one.title, "h2"), flowable(one, PLOT_WIDE), _said(made.measured, "small")])
        )
    for table in made.tables:
        told += _table(table, say)
    for name in ("method", "limits"):
        told.append(_said(say(f"report.{name}"), "h2"))
        told += [_said(line, "p") for line in getattr(made, name)]
    told.append(_said(say("report.inputs"), "h2"))
    for name, text, digest in made.inputs:
        told.append(_said(f"{name}{say('colon')}{text}", "p"))
        told += [_said(f"SHA-256 {digest}", "small")] if digest else []
    told += [
        _said(say("report.options"), "h2"),
        _said("; ".join(f"{name} = {value}" for name, value in made.options), "small"),
    ]
    told.append(_said(say("report.versions", versions=made.versions), "small"))
    return told


def _said(text: str, style: str) -> Any:
    return Paragraph(rich(text), STYLES[style])


def _table(table: Table, say: Say) -> list[Any]:
    heads = [table.heads] if any(table.heads) else []
    rows = [
        [_said(cell, "cell" if nth < table.texts else "number") for nth, cell in enumerate(row)]
        for row in (*heads, *table.rows)
    ]
    grid = Grid(rows, colWidths=_widths(table), repeatRows=len(heads), hAlign="LEFT")
    grid.setStyle([("LINEABOVE", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                   ("LEFTPADDING", (0, 0), (-1, -1), 2), ("TOPPADDING", (0, 0), (-1, -1), 2)])  # fmt: skip
    head = _said(table.title, "h2")
    more = [_said(say("table.more", n=table.more), "small")] if table.more else []
    return [KeepTogether([head, grid])] if len(rows) < 12 else [head, grid, *more]


def _widths(table: Table) -> Sequence[float]:
    """Share the paper out by what the columns hold, no column less than a twentieth."""
    longest = [
        min(max(fonts.measure(fonts.printable(row[nth])) for row in (table.heads, *table.rows)), 18) + 2
        for nth in range(len(table.heads))
    ]
    return [max(one / sum(longest), 0.05) * WIDE for one in longest]


def _foot(canvas: Any, paper: Any) -> None:
    canvas.saveState()
    canvas.setFont(fonts.LATIN, 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"{paper.page}")
    canvas.restoreState()
