"""What stands on a plate, and where: millimetres on A6 upright, from the upper left. A4 is the same twice as large."""

import re
import unicodedata
from typing import NamedTuple

from web.plate_drawing.code import Code
from web.plate_drawing.fitting import Fitted, Measure, fit

WIDTH_MM, HEIGHT_MM = 105.0, 148.5
BRAND = "#b3261e"
INK = "#1d1b18"
TEXT_MM, CENTRE_MM = 93.0, WIDTH_MM / 2
CODE_MM, CODE_TOP_MM = 68.0, 53.5
BAND_MM = 17.0
MARK_MM = 11.0  # the mark of the kind in the band, as high as wide

# Direction marks and their kin turn the words around them, and no reader of a plate needs them.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# A province and a city, where a district follows: who stands before the plate knows them.
KNOWN_HERE = re.compile(
    r"^(?:[^省市区县\d]{2,8}?(?:省|自治区))?(?:[^省市区县\d]{2,8}?(?:市|自治州|地区))(?=[^省市区县\d]{1,8}[区县市旗])"
)


class Kind(NamedTuple):
    """The kind of a place: its name, its shape, and its icon, an SVG path in a 24 x 24 box."""

    name: str
    shape: str
    icon: str


class Words(NamedTuple):
    """What each plate says."""

    how: str


class Plate(NamedTuple):
    """What stands on one plate."""

    name: str
    address: str
    kind: Kind
    link: str

    @property
    def code(self) -> Code:
        """The code that opens the place's card."""
        return Code.of(self.link)


class Line(NamedTuple):
    """A line of text, centred on `x_mm` or beginning there, and the width that it may not exceed."""

    text: str
    x_mm: float
    baseline_mm: float
    size_mm: float
    colour: str
    width_mm: float
    centred: bool = True


class Box(NamedTuple):
    """Where a text may stand, the sizes it may have, largest first, and its colour."""

    top_mm: float
    height_mm: float
    sizes_mm: tuple[float, ...]
    colour: str = INK


NAME = Box(19.5, 22.5, (9.0, 8.0, 7.0, 6.0, 5.0, 4.2, 3.5, 3.0, 2.5))
ADDRESS = Box(42.5, 10.0, (4.2, 3.6, 3.0, 2.6))
HOW = Box(123.5, 8.5, (6.6, 6.0, 5.0))
LINK = Box(133.5, 9.0, (3.4, 3.0, 2.6))


def plain(text: str) -> str:
    """Leave out what is not seen, and make every run of spaces one."""
    seen = "".join(" " if sign.isspace() else sign for sign in text
                   if sign.isspace() or unicodedata.category(sign) not in UNSEEN)  # fmt: skip
    return " ".join(seen.split())


def short_address(address: str) -> str:
    """Leave out the province and the city, where a district follows."""
    return KNOWN_HERE.sub("", plain(address))


def lines(plate: Plate, words: Words, measure: Measure) -> list[Line]:
    """Lay out all text of a plate; what is too long is made smaller, then broken, and at last cut.

    Parameters
    ----------
    measure
        Gives the width of a text at a size of 1.
    """
    shown = plate.link.removeprefix("https://").removeprefix("http://")
    kind = fit(plain(plate.kind.name), measure, width=70.0, height=9.0, sizes=(7.0, 6.0, 5.0, 4.0, 3.0))
    found = [
        Line(text, 22.0, baseline, kind.size, "#ffffff", 70.0, centred=False)
        for text, baseline in zip(kind.lines, kind.baselines(4.0, 9.0), strict=True)
    ]
    told = (
        (plain(plate.name), NAME),
        (short_address(plate.address), ADDRESS),
        (words.how, HOW),
        (shown, LINK),
    )
    for text, box in told:
        fitted = fit(text, measure, width=TEXT_MM, height=box.height_mm, sizes=box.sizes_mm)
        found += centred(fitted, box)
    return found


def centred(fitted: Fitted, box: Box) -> list[Line]:
    """Put the lines of a box in its middle."""
    baselines = fitted.baselines(box.top_mm, box.height_mm)
    return [
        Line(text, CENTRE_MM, baseline, fitted.size, box.colour, TEXT_MM)
        for text, baseline in zip(fitted.lines, baselines, strict=True)
    ]


# The marks of kinds as web/static/marks.js has them on the map: the outline, a path in a 36 x 36 box; where the icon
# stands in it, and how large.
SHAPES = {
    "circle": ("M18 3a15 15 0 1 0 0.01 0z", 10.0, 10.0, 0.67),
    "drop": ("M18 35C11 28 5 22 5 15a13 13 0 0 1 26 0C31 22 25 28 18 35z", 10.5, 8.0, 0.62),
    "square": ("M7 4h22a3 3 0 0 1 3 3v22a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z", 9.0, 9.0, 0.75),
    "diamond": ("M18 1L35 18L18 35L1 18z", 10.5, 10.5, 0.62),
    "heart": (
        "M18 33C8 26 2.5 20 2.5 12.5A8 8 0 0 1 18 9A8 8 0 0 1 33.5 12.5C33.5 20 28 26 18 33z",
        10.5,
        8.5,
        0.62,
    ),
    "triangle": ("M18 2L35 33H1z", 11.0, 15.0, 0.58),
}
