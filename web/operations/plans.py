"""What one can ask the API about plans."""

from stations.acting import Scope
from web.answers import GEOJSON, JSON
from web.bodies import plans as bodies
from web.operation import Operation
from web.params import NoQuery
from web.shapes import imports as files
from web.shapes import plans as shapes

ANY = "application/octet-stream"
HTML = "text/html"

OPERATIONS: tuple[Operation, ...] = (
    Operation("/plans", "get", "Plans that the account sees, the newest first", bodies.PlansQuery,
              {200: shapes.PlanList}, JSON, scope=Scope.READ),
    Operation("/plans", "post", "Ask for a plan: it is worked out in the background", NoQuery,
              {201: shapes.PlanWhole}, JSON, bodies.PlanBody, scope=Scope.PLAN, refuses=(409,)),
    Operation("/plans/{id}", "get", "A plan, and what came of it so far", NoQuery, {200: shapes.PlanWhole}, JSON,
              scope=Scope.READ),
    Operation("/plans/{id}", "delete", "Put a plan away", NoQuery, {200: shapes.PlanWhole}, JSON, scope=Scope.PLAN,
              refuses=(409,)),
    Operation("/plans/{id}/stop", "post", "Have a plan end with what it has", NoQuery, {202: shapes.PlanWhole}, JSON,
              scope=Scope.PLAN, refuses=(409,)),
    Operation("/plans/{id}/again", "post", "Ask the same once more", NoQuery, {201: shapes.PlanWhole}, JSON,
              scope=Scope.PLAN, refuses=(409,)),
    Operation("/plans/{id}/layer", "get", "A map layer of a plan, as GeoJSON or CSV", bodies.LayerQuery,
              {200: shapes.PlanLayer}, GEOJSON, scope=Scope.READ),
    Operation("/plans/{id}/report", "get", "The report of a plan, as HTML or PDF", bodies.ReportQuery,
              {200: shapes.PlanReport}, ANY, scope=Scope.READ, refuses=(409,)),
    Operation("/plans/{id}/map", "get", "The map of a plan in one file", bodies.MapQuery, {200: shapes.PlanReport},
              HTML, scope=Scope.READ, refuses=(409,)),
    Operation("/plans/{id}/files", "post", "Ask for a file with all layers and tables of a plan", NoQuery,
              {201: files.Export}, JSON, bodies.FileBody, scope=Scope.READ, refuses=(409,)),
    Operation("/planning-data", "get", "Demand and roads that plans can be worked out from", NoQuery,
              {200: shapes.PlanData}, JSON, scope=Scope.READ),
)  # fmt: skip
