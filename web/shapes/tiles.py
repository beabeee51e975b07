"""Tiles of the map."""

from typing import Literal

from pydantic import ConfigDict, RootModel

from web.shapes.forms import Moment, Point, Shape


class Cluster(Shape):
    """Places close together: how many, and how many of each kind."""

    count: int
    kinds: dict[str, int]


class OpenOnMap(Shape):
    """Whether a place is open now; null is not known."""

    now: bool | None


class Dot(Shape):
    """A single place on the map."""

    name: str
    kind: str
    open: OpenOnMap


class TileFeature(Shape):
    """A place, with its id, or a cluster, without."""

    type: Literal["Feature"]
    id: str = ""
    geometry: Point
    properties: Dot | Cluster


class Tile(Shape):
    """A tile as GeoJSON: clusters first."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    features: list[TileFeature]


class VectorTile(RootModel[str]):
    """A tile in the binary form of Mapbox Vector Tiles 2.1."""

    model_config = ConfigDict(json_schema_extra={"format": "binary"})
