"""The drawings of `picture.py` on paper, and text of Chinese and Latin signs for paragraphs."""

from html import escape
from typing import Any

from web.plans.picture import PAPER, Dot, Mark, Path, Picture, Words, plain
from web.plate_drawing import fonts


def rich(text: str) -> str:
    """Write text for a paragraph of reportlab: each run in the font that has its signs, nothing read as markup."""
    runs = fonts.runs(fonts.printable(plain(text)))
    return "".join(f'<font name="{font}">{escape(part, quote=False)}</font>' for font, part in runs)


def flowable(picture: Picture, width: float) -> Any:
    """Give a drawing for a document, scaled to a width in points."""
    from reportlab.platypus.flowables import Flowable  # noqa: PLC0415 - only who writes PDF loads it

    scale = width / picture.width

    class Drawn(Flowable):  # type: ignore[misc]
        def wrap(self, *_: float) -> tuple[float, float]:
            return width, picture.height * scale

        def draw(self) -> None:
            self.canv.saveState()
            self.canv.translate(0, picture.height * scale)
            self.canv.scale(scale, -scale)
            for mark in picture.marks:
                _draw(self.canv, mark)
            self.canv.restoreState()

    return Drawn()


def _draw(canvas: Any, mark: Mark) -> None:
    if isinstance(mark, Words):
        _words(canvas, mark)
    elif isinstance(mark, Dot):
        _pens(canvas, mark.fill, mark.stroke, mark.width)
        canvas.circle(mark.x, mark.y, mark.radius, stroke=bool(mark.stroke), fill=1)
    else:
        _path(canvas, mark)


def _path(canvas: Any, mark: Path) -> None:
    drawn = canvas.beginPath()
    for ring in mark.rings:
        for nth, at in enumerate(ring):
            (drawn.lineTo if nth else drawn.moveTo)(*at)
        if mark.fill:
            drawn.close()
    canvas.saveState()
    _pens(canvas, mark.fill, mark.stroke, mark.width)
    canvas.setDash([4, 3] if mark.dashed else [])
    canvas.setFillAlpha(mark.opacity)
    canvas.setStrokeAlpha(mark.opacity)
    canvas.drawPath(drawn, stroke=bool(mark.stroke), fill=bool(mark.fill), fillMode=0)
    canvas.restoreState()


def _words(canvas: Any, mark: Words) -> None:
    text = fonts.printable(plain(mark.text))
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor] * fonts.measure(text) * mark.size
    canvas.saveState()
    canvas.translate(mark.x - shift, mark.y)
    canvas.scale(1, -1)
    if mark.halo:
        canvas.saveState()
        canvas.setStrokeColor(PAPER)
        canvas.setLineWidth(3)
        canvas.setLineJoin(1)
        _say(canvas, text, mark.size, mode=1)
        canvas.restoreState()
    canvas.setFillColor(mark.colour)
    _say(canvas, text, mark.size, mode=0)
    canvas.restoreState()


def _say(canvas: Any, text: str, size: float, *, mode: int) -> None:
    said = canvas.beginText(0, 0)
    said.setTextRenderMode(mode)
    for font, part in fonts.runs(text):
        said.setFont(font, size)
        said.textOut(part)
    canvas.drawText(said)


def _pens(canvas: Any, fill: str | None, stroke: str | None, width: float) -> None:
    if fill:
        canvas.setFillColor(fill)
    if stroke:
        canvas.setStrokeColor(stroke)
        canvas.setLineWidth(width)
