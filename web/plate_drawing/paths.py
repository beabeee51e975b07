"""SVG paths to what PDF knows: moves, lines, cubic curves."""

import math
import re
from typing import NamedTuple

TOKENS = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)")
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
At = complex  # x and y as one number: turning and scaling are products


class Step(NamedTuple):
    """One step, `M`, `L`, `C` or `Z`, with absolute points."""

    what: str
    points: tuple[At, ...] = ()


def steps(path: str) -> list[Step]:
    """Read a path; none for one that breaks the rules of SVG."""
    pen = Pen()
    try:
        for letter, given in commands(path):
            pen.follow(letter, given)
    except (LookupError, ValueError, ZeroDivisionError):
        return []
    return pen.drawn


def commands(path: str) -> list[tuple[str, list[float]]]:
    """Split a path into letters, each with its numbers; a letter that is left out is said again."""
    tokens, found, letter = TOKENS.findall(path), [], "M"
    while tokens:
        if tokens[0].isalpha():
            letter = tokens.pop(0)
        elif letter in "Zz":
            raise ValueError(f"numbers after z: {path[:60]}")
        count = NUMBERS[letter.upper()]
        found.append((letter, [float(tokens.pop(0)) for _ in range(count)]))
        letter = {"M": "L", "m": "l"}.get(letter, letter)
    return found


class Pen:
    """Where the pen is, where its line began, and what it drew."""

    def __init__(self) -> None:
        self.drawn: list[Step] = []
        self.here = self.start = 0j
        self.turn: tuple[str, At] = ("", 0j)  # the last control point, and of which curve

    def follow(self, letter: str, given: list[float]) -> None:
        """Draw one command."""
        what, base = letter.upper(), self.here if letter.islower() else 0j
        turn = self.turn
        self.turn = ("", 0j)
        if what == "Z":
            self.drawn.append(Step("Z"))
            self.here = self.start
        elif what in "HV":
            along = complex(given[0], self.here.imag - base.imag) if what == "H" else complex(
                self.here.real - base.real, given[0])  # fmt: skip
            self._to("L", base + along)
        elif what == "A":
            rx, ry, tilt, large, sweep, x, y = given
            self._arc(rx, ry, tilt, large=bool(large), sweep=bool(sweep), end=base + complex(x, y))
        else:
            points = [base + complex(*given[nth : nth + 2]) for nth in range(0, len(given), 2)]
            self._points(what, points, turn)

    def _points(self, what: str, points: list[At], turn: tuple[str, At]) -> None:
        if what in "ML":
            self._to(what, points[0])
            return
        if what in "ST":
            of = "C" if what == "S" else "Q"
            points.insert(0, 2 * self.here - turn[1] if turn[0] == of else self.here)
            what = of
        here = self.here
        if what == "C":
            self._to("C", *points)
            self.turn = ("C", points[1])
        else:
            control, end = points
            self._to("C", here + (control - here) * 2 / 3, end + (control - end) * 2 / 3, end)
            self.turn = ("Q", control)

    def _to(self, what: str, *points: At) -> None:
        self.drawn.append(Step(what, points))
        self.here = points[-1]
        if what == "M":
            self.start = self.here

    def _arc(self, rx: float, ry: float, tilt: float, *, large: bool, sweep: bool, end: At) -> None:
        """Draw an arc of an ellipse as curves of a quarter at most; appendix B.2 of SVG 2 finds its centre."""
        if self.here == end:
            return
        turned = complex(math.cos(math.radians(tilt)), math.sin(math.radians(tilt)))
        half = (self.here - end) / 2 / turned
        stretch = math.hypot(half.real / rx, half.imag / ry)
        rx, ry = abs(rx) * max(1.0, stretch), abs(ry) * max(1.0, stretch)
        unit = complex(half.real / rx, half.imag / ry)
        side = math.sqrt(max(0.0, 1 / abs(unit) ** 2 - 1)) * (1 if large != sweep else -1)
        centre = unit * -1j * side
        first, last = (math.atan2((one - centre).imag, (one - centre).real) for one in (unit, -unit))
        angle = (last - first) % math.tau - (0 if sweep else math.tau)
        middle = (self.here + end) / 2
        count = max(1, math.ceil(abs(angle) / (math.pi / 2) - 1e-9))
        bend = 4 / 3 * math.tan(angle / count / 4)

        def placed(at: complex) -> At:
            return middle + complex((at + centre).real * rx, (at + centre).imag * ry) * turned

        for nth in range(count):
            one, two = (first + angle * (nth + more) / count for more in (0, 1))
            begin, stop = complex(math.cos(one), math.sin(one)), complex(math.cos(two), math.sin(two))
            self._to("C", placed(begin * (1 + bend * 1j)), placed(stop * (1 - bend * 1j)), placed(stop))
