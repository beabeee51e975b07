"""What one can ask the API about places as their managers keep them."""

from stations.acting import Scope
from web.answers import JSON
from web.bodies import places as bodies
from web.operation import Operation
from web.params import NoQuery
from web.params import places as queries
from web.shapes import manage as shapes

OPERATIONS = (
    Operation(
        "/manage/stations", "get", "Places of the own branch, what needs somebody first", queries.ManageQuery,
        {200: shapes.MyPlaces}, JSON, scope=Scope.READ,
    ),
    Operation(
        "/manage/stations/{id}", "get", "The record of a place of the own branch; its ETag is its version", NoQuery,
        {200: shapes.ManagedPlace}, JSON, scope=Scope.READ,
    ),
    Operation(
        "/stations/{id}", "patch", "Amend a place by a merge patch (RFC 7396), made to the version that If-Match names",
        NoQuery, {200: shapes.ManagedPlace}, JSON, bodies.PlacePatch, scope=Scope.AMEND, refuses=(412, 428),
        stale=shapes.StaleProblem,
    ),
    Operation(
        "/manage/stations/{id}/out", "post", "Take a service out for now: it is out for all at once", NoQuery,
        {200: shapes.Out, 201: shapes.Out}, JSON, bodies.OutBody, scope=Scope.AMEND, refuses=(409,),
    ),
    Operation(
        "/manage/stations/{id}/out", "delete", "Say that a service works again", queries.OutQuery,
        {200: shapes.Out}, JSON, scope=Scope.AMEND,
    ),
    Operation(
        "/hours", "get", "What hours mean as people write them, and the next 14 days", queries.HoursQuery,
        {200: shapes.HoursRead}, JSON, scope=Scope.READ,
    ),
)  # fmt: skip
