"""What answers look like, for the OpenAPI document; tests hold real answers against it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Position = Annotated[
    list[float], Field(min_length=2, max_length=2, description="Longitude, latitude; degrees.")
]


class Shape(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """An error, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    parameter: Annotated[str, Field(description="The query parameter, header or field to mend.")] = ""


class Point(Shape):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: Position


class Open(Shape):
    """Whether a place is open; null is not known, and never to be shown as open or closed."""

    now: bool | None
    until: Moment = ""
    opens: Moment = ""
    reason: str = ""


class Score(Shape):
    """A Bayesian mean of the stars, null before the first vote, and the votes behind it."""

    score: float | None
    count: int


class Report(Shape):
    """What couriers say is wrong, not mended since: so many of them, the last at this time."""

    what: Literal["door_locked", "closed", "no_water", "broken", "moved"]
    service: Annotated[str | None, Field(description="What is broken.")]
    at: Moment
    count: int


class Properties(Shape):
    """What a lookup tells of a place. `…_inferred` is somebody's guess, never known."""

    name: str
    kind: str
    address: str
    services: list[str]
    services_inferred: list[str]
    services_out: Annotated[
        list[str], Field(description="Reported out: among neither the services nor the guesses until mended.")
    ]
    hours: Annotated[str | None, Field(description="opening_hours of OpenStreetMap; null where not read.")]
    hours_text: Annotated[str | None, Field(description="As people wrote it.")]
    hours_inferred: str | None
    open: Open
    rating: Score
    reports: list[Report]
    status: Literal["planned", "open", "suspended", "closed"]
    status_reason: str | None = None
    status_until: Day | None = None
    verified_at: Day | None
    made_up: Annotated[bool, Field(description="True for demonstration data: no real place.")]
    distance_m: Annotated[float, Field(description="Geodesic on the WGS-84 ellipsoid, metres.")] = 0


class CountyName(Shape):
    """A county; the code is null where no boundary is loaded."""

    code: str | None
    name: str


class Links(Shape):
    """Addresses that open a map app at the place."""

    amap: str
    baidu: str
    tencent: str
    apple: str
    geo: str


class Sureness(Shape):
    """How sure a fact is: from 0, never confirmed, to 1, confirmed today."""

    confidence: float
    words: str


class AllProperties(Properties):
    """Everything public about a place."""

    county: CountyName | None
    phone: str | None
    operator: str | None
    entry_mode: str | None
    entry_hint: str | None
    capacity: int | None
    capacity_inferred: int | None
    details: dict[str, Any]
    hours_inferred_text: str | None
    hours_exceptions: str | None
    sentence: Annotated[str | None, Field(description="The hours in force as a person would say them.")]
    freshness: dict[str, Sureness]
    hours_verified_at: Day | None
    services_verified_at: Day | None
    observed_on: Day | None
    source: str
    source_id: str
    licence: str | None
    version: int
    changed_at: Moment
    links: Links


class Feature(Shape):
    """A place in a collection."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: Properties


class WholeFeature(Shape):
    """One place."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: AllProperties


class HintShape(Shape):
    """The nearest place that fails only one filter, and which."""

    parameter: str
    value: str
    id: str
    name: str
    distance_m: float


class Link(Shape):
    """A link to another page."""

    rel: str
    type: str
    href: str


class Nearest(Shape):
    """Places nearest first, ties by id."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Annotated[Moment, Field(description="The moment whose commits the answer rests on.")]
    datum: str
    features: list[Feature]
    hint: HintShape | None = None


class AreaProperties(Properties):
    """What a device needs of a place to show it without a network; what is empty is left out."""

    name_zh: str = ""
    name_en: str = ""
    phone: str = ""
    entry: Annotated[str, Field(description="How one gets in, in words.")] = ""
    hours_inferred_text: str = ""
    gcj02: Annotated[
        list[int], Field(description="What to add to the coordinates for GCJ-02, in steps of 1e-7 degrees.")
    ] = []
    ahead: Annotated[int, Field(description="Which of `ahead.hours` are its hours in force.")] = 0
    ahead_suspended: Annotated[int, Field(description="Which holds until its suspension ends.")] = 0


class AreaFeature(Shape):
    """A place of an area."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: AreaProperties


class Course(Shape):
    """What hours say for some weeks: a state by number, then by turns minutes until it changes and the next one."""

    sentence: str | None
    course: list[int]


class Ahead(BaseModel):
    """Opening worked out ahead: no grammar of hours and no calendar is needed to read it."""

    told_days: Annotated[int, Field(description="For so many days from `from` on a state may be told.")]
    states: Annotated[
        list[list[bool | str | None]], Field(description="Open or not, null for not known, and why.")
    ]
    hours: list[Course]


class Area(BaseModel):
    """All places around a point or of a county, with what answers questions about them on a device."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    centre: Position
    reach_m: Annotated[
        float | None,
        Field(description="Every place nearer to the centre than this is here; null when all places are."),
    ]
    county: CountyName | None
    ahead: Ahead
    words: dict[str, Any]
    features: list[AreaFeature]


class Many(Shape):
    """For each point the ids of its nearest places and their distances, metres, closest first."""

    ids: list[list[str]]
    distance_m: list[list[float]]


class Matches(Shape):
    """Places that match a text, the best match first, then the nearest."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    features: list[Feature]


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


class Page(Shape):
    """Places of a box by id."""

    type: Literal["FeatureCollection"]
    timeStamp: Moment
    asOf: Moment
    datum: str
    numberReturned: int
    links: list[Link]
    features: list[Feature]


class GivenRating(Shape):
    """A rating with words."""

    stars: int
    comment: str
    rated_on: Day
    reasons: list[str]


class Ratings(Shape):
    """What people say of a place."""

    rating: Score
    spread: dict[str, int]
    reasons: Annotated[dict[str, int], Field(description="How many gave each reason.")]
    ratings: list[GivenRating]


class Rated(Shape):
    """A vote as it stands now."""

    stars: int
    comment: str | None
    reasons: list[str]
    rated_on: Day
    counted: Annotated[bool, Field(description="False: it waits for a manager, since too many came at once.")]
    rating: Score


class WithdrawnRating(Shape):
    """The score after a vote was taken back."""

    rating: Score


class Condition(Shape):
    """What is publicly reported of a place, and which of its services are out by it."""

    services_out: list[str]
    reports: list[Report]


class Told(Condition):
    """A report that was kept, and what is reported of the place now."""

    what: Literal["door_locked", "closed", "no_water", "broken", "moved", "other"]
    service: str | None
    counted: Annotated[bool, Field(description="False: it waits for a manager, since too many came at once.")]


class Confirmed(Shape):
    """A confirmation that was counted."""

    fact: Literal["existence", "hours", "services"]
    verified_at: Day
    words: str


class CountyChoice(Shape):
    """A county that has places."""

    code: str | None
    name: str
    city: str | None
    count: int
    centre: Position


class Counties(Shape):
    """Counties, most places first."""

    counties: list[CountyChoice]


class Outlines(BaseModel):
    """Boundaries as GeoJSON lines."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]


class Vocabulary(BaseModel):
    """The words of the field, each with code, name_zh, name_en and icon."""

    kinds: list[dict[str, Any]]
    services: list[dict[str, Any]]
    entry_modes: list[dict[str, Any]]
    details: dict[str, list[dict[str, Any]]]
    reasons: Annotated[
        list[dict[str, Any]],
        Field(description="Of ratings: code, name_zh, name_en, and good, for or against the place."),
    ]
