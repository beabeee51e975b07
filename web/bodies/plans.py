"""Bodies and queries about plans: what is asked, in options by name."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationError, model_validator

from web.bodies import Body
from web.params import PLAIN_SIGNS, Query, refusal
from web.values import Latitude, Longitude

What = Literal["coverage", "gaps", "site", "corridor", "compare"]
Layer = Literal["demand", "areas", "gaps", "sites", "places", "corridor"]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=PLAIN_SIGNS)]
Number = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]
Code = Annotated[str, Field(min_length=1, max_length=100, pattern=PLAIN_SIGNS)]
Codes = Annotated[tuple[Code, ...], Field(max_length=1_000)]
MOST_POINTS = 20_000

# What each kind of plan asks for beside what all do.
EVERY = frozenset(
    {
        "demand", "places", "by", "roads", "detour", "speed_kmh", "unit", "within", "hours", "date",
        "unknown_hours", "areas", "outlines", "seed", "seconds",
    }
)  # fmt: skip
BESIDE: dict[str, frozenset[str]] = {
    "coverage": frozenset({"access", "close_m"}),
    "gaps": frozenset({"most", "resolution"}),
    "site": frozenset({"model", "sites", "share", "candidates", "points", "existing", "must", "forbidden",
                       "spacing_m", "capacity", "candidates_of"}),
    "corridor": frozenset({"road", "line", "within_km", "flow", "beside_m"}),
    "compare": frozenset({"changes", "losses", "evening"}),
}  # fmt: skip


class PlacesBody(Body):
    """Which places count; nothing asks for none in particular."""

    kinds: Codes = ()
    services: Codes = ()
    counties: Codes = ()
    units: Annotated[tuple[Annotated[int, Field(ge=1, lt=2**63)], ...], Field(max_length=1_000)] = ()
    statuses: Annotated[tuple[Literal["open", "planned", "suspended"], ...], Field(max_length=3)] = ("open",)


class PointBody(Body):
    """A place where one could build."""

    id: Code
    lon: Longitude
    lat: Latitude
    name: Name | None = None
    capacity: Annotated[Number, Field(description="The most weight that it serves.")] | None = None


class FromBody(Body):
    """Of the file that candidates were read from: its name and SHA-256, and what one owes whoever made it."""

    name: Name | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    source: Name | None = None
    licence: Name | None = None


class VertexBody(Body):
    """A point of a line."""

    lon: Longitude
    lat: Latitude


class ChangeBody(Body):
    """One thing that would be different; `id` is of a place, `new` where one is added."""

    do: Literal["add", "move", "close", "hours"]
    id: Code | None = None
    name: Name | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    hours: Annotated[str, Field(min_length=1, max_length=500, pattern=PLAIN_SIGNS)] | None = None


class OutlineBody(Body):
    """An area to tell figures by."""

    code: Code
    name: Name | None = None
    geometry: Annotated[dict[str, Any], Field(description="A Polygon or MultiPolygon of GeoJSON.")]


class OptionsBody(Body):
    """The options of a question; docs/plans.md tells what each kind of plan reads, and the defaults."""

    demand: Name | None = None
    places: PlacesBody | None = None
    by: Literal["geodesic", "walk", "ebike", "truck"] | None = None
    roads: Name | None = None
    detour: Annotated[float, Field(ge=1, le=10)] | None = None
    speed_kmh: Annotated[float, Field(gt=0, le=200)] | None = None
    unit: Literal["m", "min"] | None = None
    within: Annotated[Number, Field(description="The standard, in `unit`.")] | None = None
    hours: (
        Annotated[
            str, Field(max_length=40, pattern=PLAIN_SIGNS, description="`always`, `week`, `now` or a time.")
        ]
        | None
    ) = None
    date: Annotated[str, Field(max_length=10, pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    unknown_hours: Literal["closed", "open"] | None = None
    areas: Name | None = None
    outlines: Annotated[tuple[OutlineBody, ...], Field(max_length=5_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31, strict=True)] | None = None
    seconds: Annotated[float, Field(gt=0, le=600)] | None = None
    access: Literal["2sfca", "e2sfca"] | None = None
    close_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    most: Annotated[int, Field(ge=1, le=1_000, strict=True)] | None = None
    resolution: Annotated[int, Field(ge=4, le=11, strict=True, description="Of H3.")] | None = None
    model: Literal["mclp", "lscp", "pmedian", "pcenter"] | None = None
    sites: Annotated[int, Field(ge=1, le=5_000, strict=True)] | None = None
    share: Annotated[float, Field(gt=0, le=1)] | None = None
    candidates: Literal["demand", "points"] | None = None
    points: Annotated[tuple[PointBody, ...], Field(max_length=MOST_POINTS)] | None = None
    candidates_of: FromBody | None = None
    existing: Literal["fixed", "movable", "none"] | None = None
    must: Codes | None = None
    forbidden: Codes | None = None
    spacing_m: Annotated[float, Field(gt=0, le=100_000)] | None = None
    capacity: (
        Annotated[Number, Field(description="The most weight that a site serves whose own is not known.")]
        | None
    ) = None
    road: Name | None = None
    line: Annotated[tuple[VertexBody, ...], Field(max_length=100_000)] | None = None
    within_km: Number | None = None
    flow: Number | None = None
    beside_m: Annotated[float, Field(gt=0, le=50_000)] | None = None
    changes: Annotated[tuple[ChangeBody, ...], Field(max_length=500)] | None = None
    losses: Annotated[bool, Field(strict=True)] | None = None
    evening: Annotated[str, Field(pattern=r"^([01]?\d|2[0-4]):00$")] | None = None


class PlanBody(Body):
    """A question: its kind, a title to find it by, and its options."""

    named_by: ClassVar[int] = 4  # options.points.3.lon

    what: What
    title: Annotated[str, Field(max_length=200, pattern=PLAIN_SIGNS)] = ""
    options: OptionsBody

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        """Refuse options of another kind of plan."""
        strange = sorted(self.options.model_fields_set - EVERY - BESIDE[self.what])
        if strange:
            raise ValueError(f"a plan of {self.what} has no option {', '.join(strange)}")
        return self

    @property
    def asked(self) -> dict[str, Any]:
        """The options as they are kept: those that were given."""
        return self.options.model_dump(mode="json", exclude_none=True, exclude_unset=True)


class FileBody(Body):
    """In which form a plan's layers and tables are to be written."""

    form: Annotated[
        Literal["gpkg", "parquet", "csv", "xlsx"],
        Field(
            description="GeoPackage and XLSX have all; GeoParquet the layers; CSV is a zip with a file for each."
        ),
    ]

    @classmethod
    def of_form(cls, form: Mapping[str, str]) -> Self:
        """Read the field of a form.

        Raises
        ------
        BadRequest
            When it is none of the forms.
        """
        try:
            return cls.model_validate({"form": form.get("form", "")})
        except ValidationError as error:
            raise refusal(error) from None


class PlansQuery(Query):
    """The query of a listing of plans."""

    limit: Annotated[int, Field(ge=1, description="Most to give; above 100 it is 100.")] = 20
    cursor: Annotated[int, Field(ge=1, lt=2**63, description="As given by `next`.")] | None = None


class LayerQuery(Query):
    """Which layer of a plan, and whether as GeoJSON or, for points, as CSV."""

    name: Annotated[Layer, Field(description="Which layer; a plan tells those that it has.")]
    form: Annotated[Literal["geojson", "csv"], Field(description="CSV has no geometry but of points.")] = (
        "geojson"
    )


class ReportQuery(Query):
    """In which form and language a report is asked for."""

    form: Annotated[Literal["html", "pdf"], Field(description="One file of HTML, or PDF on A4.")] = "html"
    lang: Annotated[Literal["zh", "en"], Field(description="Language of the words.")] = "zh"


class MapQuery(Query):
    """In which language a map is asked for."""

    lang: Annotated[Literal["zh", "en"], Field(description="Language of the words.")] = "zh"
