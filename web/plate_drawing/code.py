"""The QR code of a link, as squares."""

from collections.abc import Iterator
from typing import NamedTuple, Self

import segno

# Any of the eight masks can be read; trying all for the most even picture would take four times as long.
MASK = 2
QUIET = 4  # modules of white around the code, as its standard demands


class Code(NamedTuple):
    """A code, row by row; true is dark. A quarter of it may be scratched or dirty: its level is Q at least."""

    rows: tuple[tuple[bool, ...], ...]

    @classmethod
    def of(cls, link: str) -> Self:
        """Make the code of a link."""
        made = segno.make_qr(link, error="q", boost_error=True, mask=MASK)
        return cls(tuple(tuple(bool(dark) for dark in row) for row in made.matrix))

    @property
    def side(self) -> int:
        """How many modules it is wide with the white around it."""
        return len(self.rows) + 2 * QUIET

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """Give each run of dark modules: column, row and length, counted with the white around."""
        for at, row in enumerate(self.rows, QUIET):
            start = None
            for column, dark in enumerate((*row, False), QUIET):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    yield start, at, column - start
                    start = None
