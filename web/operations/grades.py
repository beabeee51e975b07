"""What one can ask the API about grades and awards."""

from stations.acting import Scope
from web import shapes
from web.answers import JSON
from web.bodies import grades as bodies
from web.grades import AwardQuery, PlacesQuery
from web.operation import Operation
from web.params import NoQuery

OPERATIONS = (
    Operation(
        "/manage/grades", "get", "Grades with counts of your branch", NoQuery, {200: shapes.GradeList}, JSON,
        scope=Scope.READ,
    ),
    Operation(
        "/manage/grades", "post", "Define a grade of a unit", NoQuery, {201: shapes.GradeShape}, JSON,
        bodies.GradeBody, scope=Scope.AMEND, refuses=(404, 409),
    ),
    Operation(
        "/manage/grades/{id}", "get", "One grade", NoQuery, {200: shapes.GradeShape}, JSON, scope=Scope.READ,
    ),
    Operation(
        "/manage/grades/{id}", "put", "Change a grade", NoQuery, {200: shapes.GradeShape}, JSON,
        bodies.DefinitionBody, scope=Scope.AMEND, refuses=(409, 412, 428),
    ),
    Operation(
        "/manage/grades/{id}", "delete", "Take a grade out of use", NoQuery, {200: shapes.GradeShape}, JSON,
        scope=Scope.AMEND, refuses=(409, 412, 428),
    ),
    Operation(
        "/manage/grades/{id}/places", "get", "Places of your branch by what they lack of a grade", PlacesQuery,
        {200: shapes.GradedPlaces}, JSON, scope=Scope.READ,
    ),
    Operation(
        "/stations/{id}/grades", "get", "How a place stands by each grade, and its awards", NoQuery,
        {200: shapes.PlaceGrades}, JSON, scope=Scope.READ,
    ),
    Operation(
        "/stations/{id}/grades", "post", "Confirm a point of a grade for a place, or withdraw it", NoQuery,
        {201: shapes.PlaceGrades}, JSON, bodies.SaidBody, scope=Scope.AMEND,
    ),
    Operation(
        "/stations/{id}/awards", "post", "Keep an award that a place was given", NoQuery,
        {201: shapes.PlaceGrades}, JSON, bodies.AwardBody, scope=Scope.AMEND, refuses=(409,),
    ),
    Operation(
        "/stations/{id}/awards", "delete", "Show an award no longer", AwardQuery, {200: shapes.PlaceGrades}, JSON,
        scope=Scope.AMEND,
    ),
)  # fmt: skip
