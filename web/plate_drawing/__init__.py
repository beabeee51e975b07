"""Plates for doors: a code that opens the place's card, its name and address, as SVG and PDF; nothing is read here."""

from web.plate_drawing.plate import Kind, Plate, Words
from web.plate_drawing.svg import svg

__all__ = ["Kind", "Plate", "Words", "svg"]
