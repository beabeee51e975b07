"""A plate as SVG: one file that needs nothing but a font with Chinese signs, which every system has."""

import unicodedata
from html import escape

from web.plate_drawing import plate as form
from web.plate_drawing.plate import Line, Plate, Words

FONTS = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei','Droid Sans Fallback',sans-serif"
WIDE, BROAD, NARROW = 1.0, 0.95, 0.62
BROAD_SIGNS = frozenset("mwMWQO@%&ABCDGHKNRUVXY")
NEARLY_FULL = 0.8


def svg(plate: Plate, words: Words) -> str:
    """Draw a plate on A6; it scales to any size."""
    written = "".join(_text(line) for line in form.lines(plate, words, measure))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{form.WIDTH_MM:g}mm" height="{form.HEIGHT_MM:g}mm" '
        f'viewBox="0 0 {form.WIDTH_MM:g} {form.HEIGHT_MM:g}" font-family="{FONTS}">'
        f"<title>{_safe(form.plain(plate.name))}</title>"
        f'<path fill="#fff" d="M0 0h{form.WIDTH_MM:g}v{form.HEIGHT_MM:g}H0z"/>'
        f'<path fill="{form.BRAND}" d="M0 0h{form.WIDTH_MM:g}v{form.BAND_MM:g}H0z"/>'
        f"{_mark(plate)}{written}{_code(plate)}</svg>"
    )


def measure(text: str) -> float:
    """Tell how wide a text is at a size of 1 in whatever font there is: rather too much than too little."""
    return sum(map(_width, text))


def _width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.3 if ord(sign) > 0x1F000 else WIDE
    return BROAD if sign in BROAD_SIGNS or not sign.isascii() else NARROW


def _text(line: Line) -> str:
    anchor = ' text-anchor="middle"' if line.centred else ""
    width = min(measure(line.text) * line.size_mm, line.width_mm)
    # The font is the reader's: where it may be wider than we think, the text is held to its width.
    held = (
        f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
        if width > NEARLY_FULL * line.width_mm
        else ""
    )
    return (
        f'<text x="{line.x_mm:g}" y="{line.baseline_mm:.2f}" font-size="{line.size_mm:g}" fill="{line.colour}"'
        f"{anchor}{held}>{_safe(line.text)}</text>"
    )


def _mark(plate: Plate) -> str:
    edge, x, y, scale = form.SHAPES.get(plate.kind.shape, form.SHAPES["triangle"])
    return (
        f'<g transform="translate(7 3) scale({form.MARK_MM / 36:.4f})"><path fill="#fff" d="{edge}"/>'
        f'<path transform="translate({x:g} {y:g}) scale({scale:g})" fill="none" stroke="{form.BRAND}" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" d="{_safe(plate.kind.icon)}"/></g>'
    )


def _code(plate: Plate) -> str:
    code = plate.code
    squares = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in code.bars())
    left = form.CENTRE_MM - form.CODE_MM / 2
    return (
        f'<g transform="translate({left:g} {form.CODE_TOP_MM:g}) scale({form.CODE_MM / code.side:.6f})">'
        f'<path shape-rendering="crispEdges" d="{squares}"/></g>'
    )


def _safe(text: str) -> str:
    return escape(text, quote=True)
