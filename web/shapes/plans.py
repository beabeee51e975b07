"""Plans that were asked for, and what came of them."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from web.shapes.forms import Moment, Shape
from web.shapes.imports import Reason


class PlanTold(Shape):
    """A plan: how far it is, and what it is found by; `covered_share` is the figure of all demand."""

    id: int
    what: Literal["coverage", "gaps", "site", "corridor", "compare"]
    title: str
    state: Literal["queued", "working", "done", "failed", "discarded"]
    share: Annotated[float | None, Field(description="How much of it is done.")]
    stage: str | None
    stopping: bool
    asked_by: str
    unit: str | None
    options: Annotated[
        dict[str, Any], Field(description="As asked; lists leave out `points`, `outlines` and `line`.")
    ]
    again_of: Annotated[int | None, Field(description="The plan that was asked once more.")]
    reason: Reason | None
    covered_share: float | None
    layers: list[str]
    digest: Annotated[
        str | None, Field(description="Of its numbers: the same data and options give the same.")
    ]
    seconds: float | None
    created_at: Moment
    finished_at: Moment | None


class PlanWhole(PlanTold):
    """A plan with its document, as docs/plans.md describes it."""

    result: dict[str, Any] | None


class PlanList(Shape):
    """Plans, the newest first, without their documents."""

    plans: list[PlanTold]
    next: Annotated[int | None, Field(description="The cursor of the next page.")]


class PlanLayer(Shape):
    """A GeoJSON FeatureCollection; docs/plans.md tells the properties of each layer."""

    type: Literal["FeatureCollection"]
    features: list[dict[str, Any]]


class PlanReport(RootModel[str]):
    """The file itself."""

    model_config = ConfigDict(json_schema_extra={"format": "binary"})


class PlanDataSet(Shape):
    """Demand, or a graph of roads, that plans can be worked out from."""

    name: str
    what: str
    source: str | None
    licence: str | None
    observed_on: str | None
    sha256: str
    size: Annotated[int, Field(description="Points of demand, or edges of roads.")]
    weight: float | None
    by_hour: bool | None
    loaded_at: Moment


class PlanData(Shape):
    """What planners brought."""

    demand: list[PlanDataSet]
    roads: list[PlanDataSet]
