"""Bars on a logarithmic scale, as SVG written by hand: one panel a chapter, whiskers from least to most."""

import math
from collections.abc import Callable, Sequence
from html import escape

from scripts.bench.result import Chapter, Row, figure

WIDTH, LEFT, RIGHT = 860, 210, 130
BAR, GAP, HEAD, FOOT = 22, 10, 52, 34
OURS, OTHERS, CEILING = "#0b7a75", "#9aa5b1", "#d7dde3"
STYLE = (
    "text{font-family:system-ui,'Noto Sans',sans-serif;font-size:13px;fill:#1f2933}"
    ".small{font-size:11px;fill:#616e7c}"
)


def plot(chapters: Sequence[Chapter]) -> str:
    """Draw the chapters one under the other."""
    panels, top = [], 0
    for chapter in chapters:
        rows = [row for row in chapter.rows if row.values and row.median > 0]
        if rows:
            panels.append(f'<g transform="translate(0 {top})">{_panel(chapter, rows)}</g>')
            top += HEAD + len(rows) * (BAR + GAP) + FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}">'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{top}" fill="#fff"/>{"".join(panels)}</svg>\n'
    )


def _panel(chapter: Chapter, rows: Sequence[Row]) -> str:
    low = math.floor(math.log10(min(row.spread[0] for row in rows if row.spread[0] > 0)))
    high = math.ceil(math.log10(max(row.spread[1] for row in rows)))
    high = max(high, low + 1)

    def across(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    better = "more is better" if chapter.unit == "a second" else "less is better"
    bottom = HEAD + len(rows) * (BAR + GAP)
    drawn = [
        f'<text x="16" y="24" font-weight="600">{escape(chapter.title)}, {chapter.unit} ({better})</text>'
    ]
    for power in range(low, high + 1):
        x = across(10.0**power)
        drawn.append(f'<path d="M{x:.1f} {HEAD - 8}V{bottom}" stroke="#e4e7eb"/>')
        drawn.append(
            f'<text class="small" x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{_tick(power)}</text>'
        )
    for number, row in enumerate(rows):
        drawn.append(_bar(chapter, row, HEAD + number * (BAR + GAP), across))
    return "".join(drawn)


def _bar(chapter: Chapter, row: Row, y: float, across: Callable[[float], float]) -> str:
    colour = OURS if row.name == chapter.ours else CEILING if row.name == chapter.ceiling else OTHERS
    (least, most), end, middle = row.spread, across(row.median), y + BAR / 2
    return (
        f'<text x="{LEFT - 10}" y="{middle + 4.5:.1f}" text-anchor="end">{escape(row.name)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{max(end - LEFT, 1):.1f}" height="{BAR}" rx="3" fill="{colour}"/>'
        f'<path d="M{across(least):.1f} {middle}H{across(most):.1f}" stroke="#1f2933" stroke-width="1.5"/>'
        f'<text x="{max(end, across(most)) + 8:.1f}" y="{middle + 4.5:.1f}">{figure(row.median)}</text>'
    )


def _tick(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
