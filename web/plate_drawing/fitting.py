"""Text into a box: as large as it can be, broken where it may be, cut only at the smallest size."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Measure = Callable[[str], float]
LEADING = 1.25  # from one baseline to the next, in sizes
ASCENT = 0.86  # of a Chinese sign above the baseline
# A word of Latin letters or numbers stays together where it can; any other sign may end a line.
PIECES = re.compile(r"[!-~À-ɏ]+ ?| |.", re.DOTALL)


class Fitted(NamedTuple):
    """Lines of text and their size."""

    lines: tuple[str, ...]
    size: float

    def baselines(self, top: float, height: float) -> list[float]:
        """Tell where the lines stand in the middle of a box."""
        used = self.size * (LEADING * (len(self.lines) - 1) + 1)
        first = top + (height - used) / 2 + ASCENT * self.size
        return [first + LEADING * self.size * nth for nth in range(len(self.lines))]


def fit(text: str, measure: Measure, *, width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """Choose the first of some sizes at which a text has room; at the last one, cut what has none."""
    size, lines, room = sizes[-1], [""], 1
    for size in sizes:
        lines = broken(text, measure, width / size)
        room = max(1, int((height / size - 1) / LEADING) + 1)
        if len(lines) <= room:
            return Fitted(tuple(lines), size)
    kept = lines[:room]
    kept[-1] = cut(kept[-1], measure, width / size)
    return Fitted(tuple(kept), size)


def broken(text: str, measure: Measure, width: float) -> list[str]:
    """Break a text into lines no wider than a width, given in sizes."""
    lines, line = [], ""
    for piece in PIECES.findall(text):
        if measure((line + piece).rstrip()) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = piece.lstrip()
        while measure(line.rstrip()) > width and len(line) > 1:
            whole = longest(line, measure, width)
            lines.append(line[:whole])
            line = line[whole:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def longest(word: str, measure: Measure, width: float) -> int:
    """Tell how many of the first signs of a word have room, one at least."""
    found = 1
    while found < len(word) and measure(word[: found + 1]) <= width:
        found += 1
    return found


def cut(line: str, measure: Measure, width: float) -> str:
    """End a line with an ellipsis."""
    while line and measure(line + "…") > width:
        line = line[:-1]
    return line + "…"
