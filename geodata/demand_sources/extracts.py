"""Buildings of an OpenStreetMap extract: closed ways and multipolygons with the tag `building`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import osmium
import shapely

from geodata.demand_sources.drawn import Box, Drawn, capacity_of, texts
from geodata.errors import BadDemand, UnreadableFile

KEY = "building"
NEARBY_DEGREES = 0.05  # hardly a building is larger: its first corner lies so near to the point inside it


def read_extract(path: Path, box: Box | None) -> Drawn:
    """Read the outlines of buildings; what lies far from the box is only counted.

    Raises
    ------
    UnreadableFile, BadDemand
        When it is no OpenStreetMap data or breaks off, or holds no building.
    """
    read = Drawn([], [], [], [], texts([]))
    outlines: list[bytes] = []
    beyond = 0
    factory = osmium.geom.WKBFactory()
    try:
        for area in _areas(path):
            if not _near(area, box):
                beyond += 1
                continue
            outlines.append(bytes.fromhex(factory.create_multipolygon(area)))
            tags = area.tags
            read.id.append(f"{'way' if area.from_way() else 'relation'}/{area.orig_id()}")
            read.name.append(tags.get("name", ""))
            read.capacity.append(capacity_of(tags.get("capacity")))
            read.kind.append("ruins" if tags.get("ruins") == "yes" else tags[KEY])
    except (RuntimeError, ValueError) as error:
        raise UnreadableFile(
            f"{path.name} cannot be read as OpenStreetMap data ({str(error)[:200]}): is it an .osm.pbf, and whole? "
            "Fetch it anew and compare its checksum"
        ) from error
    if not outlines and not beyond:
        raise BadDemand(f"{path.name} has no building: was the extract made without them?")
    return read._replace(outline=shapely.from_wkb(texts(outlines)), beyond=beyond)


def _areas(path: Path) -> Iterable[Any]:
    """Give areas one by one; a way of which points are missing in the extract makes none."""
    return (
        osmium.FileProcessor(str(path))
        .with_areas(osmium.filter.KeyFilter(KEY))
        .with_filter(osmium.filter.EntityFilter(osmium.osm.AREA))
        .with_filter(osmium.filter.KeyFilter(KEY))
    )


def _near(area: Any, box: Box | None) -> bool:
    """Tell by one corner whether an area may lie in the box; the point inside it is looked at later."""
    if box is None:
        return True
    corner = next(iter(next(iter(area.outer_rings()))))
    west, south, east, north = box
    return bool(
        west - NEARBY_DEGREES <= corner.lon <= east + NEARBY_DEGREES
        and south - NEARBY_DEGREES <= corner.lat <= north + NEARBY_DEGREES
    )
