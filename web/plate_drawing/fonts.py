"""The fonts of a PDF: Chinese signs from Debian's Droid Sans Fallback, of which each file holds those it shows; Latin
letters, which that font lacks, from PDF's own Helvetica.
"""

import functools
import threading
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

FONT = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
PACKAGE = "fonts-droid-fallback"
CHINESE, LATIN = "Plate", "Helvetica"
LACKING = "〓"  # stands where a printer's case held no type
_lock = threading.Lock()


def present() -> bool:
    """Tell whether the font is installed."""
    return FONT.is_file()


@functools.cache
def _face() -> Any:
    """Read the font, once a worker: 0.4 s."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(CHINESE, str(FONT))
    pdfmetrics.registerFont(font)
    return font.face


def face() -> Any:
    """Give the font."""
    with _lock:
        return _face()


@functools.lru_cache(30_000)
def font_of(sign: str) -> str | None:
    """Name the font that has a sign; None where neither has."""
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return CHINESE if ord(sign) in face().charToGlyph else None
    return LATIN


def missing(text: str) -> set[str]:
    """Name the signs of a text that cannot be printed."""
    return {sign for sign in text if not sign.isspace() and font_of(sign) is None}


def printable(text: str) -> str:
    """Put a mark where a sign cannot be printed; a sign of several parts, as many emoji are, gets one."""
    whole = "".join(LACKING if font_of(sign) is None else sign for sign in text)
    return whole if LACKING * 2 not in whole else _once(whole)


def _once(text: str) -> str:
    return "".join(LACKING if sign == LACKING else "".join(run) for sign, run in groupby(text))


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Split a printable text into pieces of one font each: font and text."""
    for font, signs in groupby(text, key=lambda sign: font_of(sign) or CHINESE):
        yield font, "".join(signs)


def measure(text: str) -> float:
    """Tell how wide a printable text is at a size of 1."""
    return sum(map(width, text))


@functools.lru_cache(30_000)
def width(sign: str) -> float:
    """Tell how wide a sign is at a size of 1; neither font moves neighbours closer."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(sign, font_of(sign) or CHINESE, 1))
