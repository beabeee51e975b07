"""Plates as PDF: one on a sheet of A4 or A6, or four on each sheet of A4, to be cut."""

from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any, NamedTuple

from web.plate_drawing import fonts
from web.plate_drawing import plate as form
from web.plate_drawing.paths import steps
from web.plate_drawing.plate import Line, Plate, Words

POINT_MM = 72 / 25.4


class Size(StrEnum):
    """A sheet of paper."""

    A4 = "a4"
    A6 = "a6"


class Sheet(NamedTuple):
    """A sheet, its size, how much larger than A6 a plate on it is, and how many stand beside and below each other."""

    width_mm: float
    height_mm: float
    scale: float
    across: int = 1

    @property
    def corners(self) -> list[tuple[float, float]]:
        """The upper left corner of each plate, millimetres from the sheet's."""
        wide, high = form.WIDTH_MM * self.scale, form.HEIGHT_MM * self.scale
        return [(wide * column, high * row) for row in range(self.across) for column in range(self.across)]


SINGLE = {Size.A4: Sheet(210.0, 297.0, 2.0), Size.A6: Sheet(form.WIDTH_MM, form.HEIGHT_MM, 1.0)}
MANY = {Size.A4: Sheet(210.0, 297.0, 1.0, 2), Size.A6: SINGLE[Size.A6]}


def pdf(plates: Sequence[Plate], words: Words, sheet: Sheet, *, cut: bool = False) -> bytes:
    """Draw plates.

    Parameters
    ----------
    cut
        Whether lines show where to cut.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts.face()
    made = BytesIO()
    size = (sheet.width_mm * POINT_MM, sheet.height_mm * POINT_MM)
    canvas = Canvas(made, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(plates[0].name if len(plates) == 1 else words.how)
    on_one = len(sheet.corners)
    for first in range(0, len(plates), on_one):
        canvas.scale(POINT_MM, POINT_MM)
        for plate, corner in zip(plates[first : first + on_one], sheet.corners, strict=False):
            _plate(canvas, plate, words, sheet, corner)
        if cut and on_one > 1:
            _cuts(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _plate(canvas: Any, plate: Plate, words: Words, sheet: Sheet, corner: tuple[float, float]) -> None:
    """Draw one, with y growing downwards; text alone stands upright."""
    printed = Plate(
        fonts.printable(form.plain(plate.name)),
        fonts.printable(form.plain(plate.address)),
        plate.kind._replace(name=fonts.printable(plate.kind.name)),
        plate.link,
    )
    canvas.saveState()
    canvas.translate(corner[0], sheet.height_mm - corner[1])
    canvas.scale(sheet.scale, -sheet.scale)
    canvas.setFillColor(form.BRAND)
    canvas.rect(0, 0, form.WIDTH_MM, form.BAND_MM, stroke=0, fill=1)
    _mark(canvas, plate)
    for line in form.lines(printed, words, fonts.measure):
        _text(canvas, line)
    _code(canvas, plate)
    canvas.restoreState()


def _text(canvas: Any, line: Line) -> None:
    left = line.x_mm - (fonts.measure(line.text) * line.size_mm / 2 if line.centred else 0)
    canvas.saveState()
    canvas.translate(left, line.baseline_mm)
    canvas.scale(1, -1)
    canvas.setFillColor(line.colour)
    text = canvas.beginText(0, 0)
    for font, part in fonts.runs(line.text):
        text.setFont(font, line.size_mm)
        text.textOut(part)
    canvas.drawText(text)
    canvas.restoreState()


def _mark(canvas: Any, plate: Plate) -> None:
    edge, x, y, scale = form.SHAPES.get(plate.kind.shape, form.SHAPES["triangle"])
    canvas.saveState()
    canvas.translate(7, 3)
    canvas.scale(form.MARK_MM / 36, form.MARK_MM / 36)
    canvas.setFillColor("#ffffff")
    canvas.drawPath(_path(canvas, edge), stroke=0, fill=1)
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    canvas.setStrokeColor(form.BRAND)
    canvas.setLineWidth(2)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.drawPath(_path(canvas, plate.kind.icon), stroke=1, fill=0)
    canvas.restoreState()


def _path(canvas: Any, path: str) -> Any:
    drawn = canvas.beginPath()
    for what, points in steps(path):
        numbers = [part for point in points for part in (point.real, point.imag)]
        {"M": drawn.moveTo, "L": drawn.lineTo, "C": drawn.curveTo, "Z": drawn.close}[what](*numbers)
    return drawn


def _code(canvas: Any, plate: Plate) -> None:
    """Draw the code in units of its modules, said in PDF's own words: whole numbers, and a third of the time."""
    code = plate.code
    canvas.saveState()
    canvas.translate(form.CENTRE_MM - form.CODE_MM / 2, form.CODE_TOP_MM)
    canvas.scale(form.CODE_MM / code.side, form.CODE_MM / code.side)
    canvas.setFillColor("#000000")
    bars = " ".join(f"{column} {row} {length} 1 re" for column, row, length in code.bars())
    canvas.addLiteral(f"{bars} f")
    canvas.restoreState()


def _cuts(canvas: Any, sheet: Sheet) -> None:
    canvas.setStrokeColor("#8a8a8a")
    canvas.setLineWidth(0.2)
    canvas.setDash(2, 2)
    canvas.line(sheet.width_mm / 2, 0, sheet.width_mm / 2, sheet.height_mm)
    canvas.line(0, sheet.height_mm / 2, sheet.width_mm, sheet.height_mm / 2)
