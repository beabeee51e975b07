"""Buildings become candidates: points inside their outlines, of an extract or of a file of features."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
import pytest
import shapely
from osmium.osm import mutable

from geodata.demand_sources.asked import Asked
from geodata.demand_sources.buildings import read_buildings
from geodata.errors import BadDemand, DatumUnclear, UnreadableFile
from stations.datum import Datum, convert

HOUSE = 0.0002  # degrees: some 15 by 22 metres
Ring = Sequence[tuple[float, float]]


def square(lon: float, lat: float, side: float = HOUSE) -> list[tuple[float, float]]:
    """A ring around a corner in the south-west."""
    return [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat)]


def extract(
    path: Path, houses: Sequence[tuple[Ring, Mapping[str, str]]], *, yard: Ring | None = None
) -> Path:
    """Write an extract: each house is a closed way; with a yard, the first is the outer ring of a multipolygon."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        rings = [ring for ring, _ in houses] + ([yard] if yard else [])
        numbers = []
        for at, ring in enumerate(rings):
            first = 100 * (at + 1)
            for step, place in enumerate(ring[:-1]):
                writer.add_node(mutable.Node(id=first + step, location=place, version=1))
            numbers.append([*range(first, first + len(ring) - 1), first])
        for at, nodes in enumerate(numbers):
            tags = {} if yard and at in (0, len(rings) - 1) else dict(houses[at][1])
            writer.add_way(mutable.Way(id=at + 1, nodes=nodes, tags=tags, version=1))
        if yard:
            members = [("w", 1, "outer"), ("w", len(rings), "inner")]
            tags = {"type": "multipolygon", **houses[0][1]}
            writer.add_relation(mutable.Relation(id=9, members=members, tags=tags, version=1))
    return path


def test_a_building_is_a_point_inside_its_outline_with_name_capacity_and_footprint(tmp_path: Path) -> None:
    hook = [(0, 0), (4, 0), (4, 1), (1, 1), (1, 4), (0, 4), (0, 0)]  # its centroid lies outside
    ring = [(126.6 + x * HOUSE, 45.7 + y * HOUSE) for x, y in hook]
    path = extract(
        tmp_path / "town.osm.pbf",
        [
            (ring, {"building": "yes", "name": "总工会", "capacity": "40"}),
            (square(126.61, 45.7), {"building": "retail", "capacity": "20-30"}),
            (square(126.62, 45.7), {"landuse": "retail"}),
        ],
    )
    found = read_buildings(path).sites
    assert found.id.tolist() == ["way/1", "way/2"]
    assert found.name.tolist() == ["总工会", ""]
    assert found.capacity[0] == 40
    assert found.capacity[1] != found.capacity[1]  # «20-30» is no number
    assert shapely.contains_xy(shapely.Polygon(ring), found.lon[0], found.lat[0])
    assert found.weight[1] == pytest.approx(15.55 * 22.24, rel=0.01)
    assert found.weight[0] == pytest.approx(7 * found.weight[1], rel=0.01)


def test_the_yard_of_a_multipolygon_is_no_part_of_it(tmp_path: Path) -> None:
    outer, yard = square(126.6, 45.7, 0.001), square(126.6002, 45.7002, 0.0006)
    path = extract(tmp_path / "block.osm.pbf", [(outer, {"building": "apartments"})], yard=yard)
    found = read_buildings(path).sites
    whole = shapely.Polygon(outer, [yard])
    assert found.id.tolist() == ["relation/9"]
    assert shapely.contains_xy(whole, found.lon[0], found.lat[0])
    assert found.weight[0] == pytest.approx(77.8e3 * 111.3e3 * whole.area, rel=0.01)


def test_what_is_no_shelter_and_what_lies_elsewhere_is_left_out_and_counted(tmp_path: Path) -> None:
    kinds = ["ruins", "construction", "no", "collapsed", "roof", "yes", "house"]
    houses = [(square(126.6 + at / 1000, 45.7), {"building": kind}) for at, kind in enumerate(kinds)]
    houses += [(square(126.7, 45.7), {"building": "yes"}), (square(127.9, 45.7), {"building": "yes"})]
    houses += [(square(126.608, 45.7), {"building": "yes", "ruins": "yes"})]
    path = extract(tmp_path / "town.osm.pbf", houses)
    found = read_buildings(path, Asked(bbox=(126.59, 45.69, 126.65, 45.71)))
    assert found.sites.id.tolist() == ["way/6", "way/7"]
    assert (found.no_shelter, found.elsewhere) == (6, 2)


def test_features_are_read_in_their_datum(tmp_path: Path) -> None:
    path = tmp_path / "houses.geojson"
    features = [
        {"type": "Feature", "properties": {"id": name, "building": kind, "name": name, "capacity": 12},
         "geometry": geometry}
        for name, kind, geometry in (
            ("a", "yes", {"type": "Polygon", "coordinates": [square(126.6, 45.7)]}),
            ("b", "ruins", {"type": "Polygon", "coordinates": [square(126.61, 45.7)]}),
            ("c", "kiosk", {"type": "Point", "coordinates": [126.62, 45.7]}),
        )
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = read_buildings(path, Asked(datum=Datum.GCJ02))
    lon, lat = convert(126.62, 45.7, Datum.GCJ02, Datum.WGS84)
    assert found.sites.id.tolist() == ["a", "c"]
    assert (found.sites.lon[1], found.sites.lat[1]) == pytest.approx((float(lon), float(lat)), abs=1e-9)
    assert found.sites.capacity.tolist() == [12, 12]
    assert found.sites.weight[1] == 0
    assert found.no_shelter == 1


def test_what_cannot_be_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    town = extract(tmp_path / "town.osm.pbf", [(square(126.6, 45.7), {"building": "ruins"})])
    bare = extract(tmp_path / "bare.osm.pbf", [(square(126.6, 45.7), {"landuse": "grass"})])
    broken, other = tmp_path / "broken.osm.pbf", tmp_path / "list.pdf"
    broken.write_bytes(b"\0\0\0\x0dnothing of the kind")
    other.write_bytes(b"%PDF")
    with pytest.raises(BadDemand, match=r"no building that could be a candidate: 1 are no shelter, 0 lie"):
        read_buildings(town)
    with pytest.raises(DatumUnclear, match=r"which is WGS-84 and has no layers: leave --datum"):
        read_buildings(town, Asked(datum=Datum.BD09))
    with pytest.raises(BadDemand, match=r"bare\.osm\.pbf has no building"):
        read_buildings(bare)
    with pytest.raises(UnreadableFile, match=r"cannot be read as OpenStreetMap data"):
        read_buildings(broken)
    with pytest.raises(UnreadableFile, match=r"candidates are read from \.csv, \.osm\.pbf, \.geojson"):
        read_buildings(other)
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_buildings(tmp_path / "none.osm.pbf")
