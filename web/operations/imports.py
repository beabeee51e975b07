"""What one can ask the API about lists that are brought, and files that are asked for."""

from stations.acting import Scope
from web.answers import JSON
from web.bodies import imports as bodies
from web.operation import Operation
from web.params import NoQuery
from web.shapes import imports as shapes

FILE = "application/octet-stream"
FORM = "multipart/form-data"

OPERATIONS: tuple[Operation, ...] = (
    Operation("/imports", "get", "Lists of the branch, the newest first", bodies.JobsQuery, {200: shapes.Imports},
              JSON, scope=Scope.IMPORT),
    Operation("/imports", "post", "Bring a list: it is read in the background and its preview kept for a week", NoQuery,
              {201: shapes.Import}, JSON, bodies.UploadBody, scope=Scope.IMPORT, refuses=(409,), body_media=FORM),
    Operation("/imports/{id}", "get", "A list, and what came of it so far", NoQuery, {200: shapes.Import}, JSON,
              scope=Scope.IMPORT),
    Operation("/imports/{id}", "delete", "Put a list away that was not applied", NoQuery, {200: shapes.Import}, JSON,
              scope=Scope.IMPORT, refuses=(409,)),
    Operation("/imports/{id}/apply", "post", "Apply a previewed list, in the background", NoQuery, {202: shapes.Import},
              JSON, bodies.ApplyBody, scope=Scope.IMPORT, refuses=(409,)),
    Operation("/imports/{id}/undo", "post", "Take back what a list brought, in the background", NoQuery,
              {202: shapes.Import}, JSON, scope=Scope.IMPORT, refuses=(409,)),
    Operation("/exports", "get", "Files that the account asked for", bodies.JobsQuery, {200: shapes.Exports}, JSON,
              scope=Scope.READ),
    Operation("/exports", "post", "Ask for a file with the places of the branch", NoQuery, {201: shapes.Export}, JSON,
              bodies.ExportBody, scope=Scope.READ, refuses=(409,)),
    Operation("/exports/{id}", "get", "A file that was asked for", NoQuery, {200: shapes.Export}, JSON,
              scope=Scope.READ),
    Operation("/exports/{id}", "delete", "Put a file away", NoQuery, {200: shapes.Export}, JSON, scope=Scope.READ,
              refuses=(409,)),
    Operation("/exports/{id}/file", "get", "The file itself, for a day", NoQuery, {200: shapes.ExportFile}, FILE,
              scope=Scope.READ),
)  # fmt: skip
