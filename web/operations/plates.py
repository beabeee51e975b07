"""What one can ask the API about plates."""

from stations.acting import Scope
from web import shapes
from web.operation import Operation
from web.params import NoQuery
from web.plates import PDF, SVG, PlateQuery, PlatesQuery

OPERATIONS = (
    Operation(
        "/stations/{id}/plate.svg", "get", "The plate of a place as SVG", NoQuery, {200: shapes.PlateDrawing}, SVG,
        scope=Scope.READ, refuses=(409,),
    ),
    Operation(
        "/stations/{id}/plate.pdf", "get", "The plate of a place as PDF", PlateQuery, {200: shapes.PlateSheets}, PDF,
        scope=Scope.READ, refuses=(409,),
    ),
    Operation(
        "/manage/plates.pdf", "get", "The plates of a branch as PDF, at most 500 a file", PlatesQuery,
        {200: shapes.PlateSheets}, PDF, scope=Scope.READ, refuses=(404, 409),
    ),
)  # fmt: skip
