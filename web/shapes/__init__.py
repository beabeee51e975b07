"""What answers look like, for the OpenAPI document; tests hold real answers against it."""

from web.shapes.area import Ahead, Area, AreaFeature, AreaProperties, Course
from web.shapes.forms import Point, Problem
from web.shapes.grades import (
    CountedGrade,
    GradedPlaces,
    GradeList,
    GradeShape,
    PlaceGrades,
)
from web.shapes.lists import HintShape, Link, Many, Matches, Nearest, Page
from web.shapes.places import (
    AllProperties,
    CountyName,
    Feature,
    Links,
    Open,
    Properties,
    Report,
    Score,
    Sureness,
    WholeFeature,
)
from web.shapes.plates import PlateDrawing, PlateSheets
from web.shapes.tiles import Cluster, Dot, OpenOnMap, Tile, TileFeature, VectorTile
from web.shapes.told import Condition, Confirmed, Faults, GivenRating, Rated, Ratings, Told, WithdrawnRating
from web.shapes.words import Counties, CountyChoice, Outlines, Vocabulary

__all__ = [
    "Ahead",
    "AllProperties",
    "Area",
    "AreaFeature",
    "AreaProperties",
    "Cluster",
    "Condition",
    "Confirmed",
    "CountedGrade",
    "Counties",
    "CountyChoice",
    "CountyName",
    "Course",
    "Dot",
    "Faults",
    "Feature",
    "GivenRating",
    "GradeList",
    "GradeShape",
    "GradedPlaces",
    "HintShape",
    "Link",
    "Links",
    "Many",
    "Matches",
    "Nearest",
    "Open",
    "OpenOnMap",
    "Outlines",
    "Page",
    "PlaceGrades",
    "PlateDrawing",
    "PlateSheets",
    "Point",
    "Problem",
    "Properties",
    "Rated",
    "Ratings",
    "Report",
    "Score",
    "Sureness",
    "Tile",
    "TileFeature",
    "Told",
    "VectorTile",
    "Vocabulary",
    "WholeFeature",
    "WithdrawnRating",
]
