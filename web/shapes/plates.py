"""Plates as files."""

from pydantic import ConfigDict, RootModel


class PlateDrawing(RootModel[str]):
    """A plate as SVG, of the size of A6."""


class PlateSheets(RootModel[str]):
    """Plates as PDF. `Plates-With-Missing-Signs` counts those on which 〓 stands for a sign that the font lacks."""

    model_config = ConfigDict(json_schema_extra={"format": "binary"})
