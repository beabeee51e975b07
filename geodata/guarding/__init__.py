"""Looked at before it is read: is a file what its name says, and is there an end to it?

Nothing is unfolded to be looked at but what must be, and that in pieces. What passes may still be no list of places.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.guarding.archives import unpacked_list
from geodata.guarding.databases import look_into_geopackage
from geodata.guarding.forms import refuse_other_form
from geodata.guarding.limits import WEB, Limits, Refused
from geodata.guarding.texts import refuse_deep, refuse_wide
from geodata.guarding.workbooks import look_into_workbook

__all__ = ["WEB", "Limits", "Refused", "guarded"]


@contextmanager
def guarded(path: Path, limits: Limits = WEB) -> Iterator[Path]:
    """Give the file to be read, a list of a zip unpacked, once it has passed; it is there to the end of the block.

    Raises
    ------
    Refused
        When it is not what its name says, has no end, or holds what no list needs.
    """
    ending = path.suffix.lower()
    refuse_other_form(path, ending)
    if ending == ".xlsx":
        look_into_workbook(path, limits)
    elif ending in (".geojson", ".json"):
        refuse_deep(path, limits)
    elif ending == ".gpkg":
        look_into_geopackage(path, limits)
    elif ending == ".zip":
        with TemporaryDirectory() as folder:
            yield unpacked_list(path, Path(folder), limits)
        return
    else:
        refuse_wide(path, limits)
    yield path
