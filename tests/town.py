"""Small towns drawn from text: geometry is seen instead of computed."""

from textwrap import dedent

from stations.point import Point

CELL_DEGREES = 0.01
CORNER = Point(126.6, 45.8)


def town(drawing: str, *, corner: Point = CORNER) -> dict[str, Point]:
    """Read a drawing: one cell is 0.01 degrees, the first line lies in the north, and each letter is a point."""
    rows = [line.split() for line in dedent(drawing).strip().splitlines()]
    return {
        sign: Point(round(corner.lon + column * CELL_DEGREES, 6), round(corner.lat - row * CELL_DEGREES, 6))
        for row, line in enumerate(rows)
        for column, sign in enumerate(line)
        if sign != "."
    }
