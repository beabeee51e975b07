"""What one can ask the API about the past of a place."""

from stations.acting import Scope
from web import params
from web.answers import JSON
from web.bodies.history import HistoryQuery, UndoBody
from web.operation import Operation
from web.shapes.history import ChangedAgain, History, Undone

OPERATIONS = (
    Operation(
        "/stations/{id}/history",
        "get",
        "Every version of a place of the own branch, the newest first: who, when, what changed",
        HistoryQuery,
        {200: History},
        JSON,
        scope=Scope.READ,
    ),
    Operation(
        "/stations/{id}/history/{version}/undo",
        "post",
        "Put back what one version changed, or some fields of it, as a new version",
        params.NoQuery,
        {201: Undone, 409: ChangedAgain},
        JSON,
        UndoBody,
        scope=Scope.AMEND,
    ),
)
