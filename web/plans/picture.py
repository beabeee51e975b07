"""A drawing of shapes and words in units of its own, as SVG; `printed.py` draws the same on paper.

Pages may carry no styles of their own, and a worker that shows one need not load what writes PDF: so the shapes are
ours, few, and written twice.
"""

from collections.abc import Sequence
from html import escape
from typing import Literal, NamedTuple

Points = Sequence[tuple[float, float]]
Anchor = Literal["start", "middle", "end"]

INK, QUIET, LINE, PAPER = "#1d1b18", "#5c564d", "#b8b0a4", "#ffffff"
FONTS = "system-ui,'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Microsoft YaHei',sans-serif"


class Path(NamedTuple):
    """Lines, or rings where it is filled: holes are rings within rings."""

    rings: tuple[Points, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    opacity: float = 1.0
    dashed: bool = False


class Dot(NamedTuple):
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str | None = None
    width: float = 1.0


class Words(NamedTuple):
    """A line of text, from its baseline; with a `halo` it stands out from what lies under it."""

    x: float
    y: float
    text: str
    size: float = 14.0
    anchor: Anchor = "start"
    colour: str = INK
    halo: bool = False


Mark = Path | Dot | Words


class Picture(NamedTuple):
    """Marks on paper, the later on top of the earlier, y growing downwards; `title` tells those who cannot see it."""

    width: float
    height: float
    title: str
    marks: tuple[Mark, ...]


def box(x: float, y: float, width: float, height: float, fill: str | None, stroke: str | None = None) -> Path:
    """Give a rectangle."""
    ring = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Path((ring,), fill, stroke)


def line(points: Points, stroke: str = LINE, width: float = 1.0, *, dashed: bool = False) -> Path:
    """Give a line."""
    return Path((points,), None, stroke, width, dashed=dashed)


def svg(picture: Picture) -> str:
    """Write a drawing that stands in a page or in a file of its own."""
    written = "".join(map(_written, picture.marks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(picture.width)} {_short(picture.height)}" '
        f'width="{_short(picture.width)}" height="{_short(picture.height)}" role="img" '
        f'aria-label="{_safe(picture.title)}" font-family="{FONTS}">'
        f'<path fill="{PAPER}" d="M0 0h{_short(picture.width)}v{_short(picture.height)}H0z"/>{written}</svg>'
    )


def _written(mark: Mark) -> str:
    if isinstance(mark, Words):
        return _words(mark)
    if isinstance(mark, Dot):
        place = f'cx="{_short(mark.x)}" cy="{_short(mark.y)}" r="{_short(mark.radius)}"'
        return f'<circle {place} fill="{mark.fill}"{_stroke(mark.stroke, mark.width)}/>'
    end = "z" if mark.fill else ""
    path = "".join("M" + " ".join(f"{_short(x)} {_short(y)}" for x, y in ring) + end for ring in mark.rings)
    dashes = ' stroke-dasharray="4 3"' if mark.dashed else ""
    faint = f' opacity="{mark.opacity:g}"' if mark.opacity < 1 else ""
    fill = f'fill="{mark.fill}" fill-rule="evenodd"' if mark.fill else 'fill="none"'
    return f'<path {fill}{_stroke(mark.stroke, mark.width)}{dashes}{faint} d="{path}"/>'


def _words(mark: Words) -> str:
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    halo = (
        f' stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
        if mark.halo
        else ""
    )
    place = f'x="{_short(mark.x)}" y="{_short(mark.y)}" font-size="{_short(mark.size)}"'
    return f'<text {place} fill="{mark.colour}"{anchor}{halo}>{_safe(mark.text)}</text>'


def _stroke(colour: str | None, width: float) -> str:
    return f' stroke="{colour}" stroke-width="{_short(width)}"' if colour else ""


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _safe(text: str) -> str:
    """Escape a text; XML does not know all signs that are left out."""
    return escape(plain(text), quote=True)


def plain(text: str) -> str:
    """Leave out signs that stand for nothing that can be read; a space that breaks no line stays."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\N{NO-BREAK SPACE}")
