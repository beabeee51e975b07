"""What one can ask the API about sessions, units, accounts and tokens."""

from stations.acting import Scope
from web.answers import JSON
from web.bodies import accounts as bodies
from web.operation import Operation
from web.params import NoQuery
from web.shapes import accounts as shapes

OPERATIONS = (
    Operation(
        "/session", "post", "Sign in: sets the cookie that programs may use in place of a token", NoQuery,
        {201: shapes.SignedIn}, JSON, bodies.SessionBody, refuses=(401, 429),
    ),
    Operation("/session", "get", "Who is signed in", NoQuery, {200: shapes.SignedIn}, JSON, signed_in=True),
    Operation("/session", "delete", "Sign out", NoQuery, {200: shapes.SignedOff}, JSON, signed_in=True),
    Operation(
        "/units", "get", "Units of the own branch", bodies.UnitsQuery, {200: shapes.Units}, JSON, scope=Scope.READ
    ),
    Operation(
        "/units", "post", "Enter a unit", NoQuery, {201: shapes.Unit}, JSON, bodies.UnitBody,
        scope=Scope.ACCOUNTS, refuses=(409,),
    ),
    Operation(
        "/accounts", "get", "Accounts of the own branch", bodies.AccountsQuery, {200: shapes.Accounts}, JSON,
        scope=Scope.ACCOUNTS,
    ),
    Operation(
        "/accounts", "post", "Enter an account; a one-time link gives it its password", NoQuery,
        {201: shapes.Account}, JSON, bodies.AccountBody, scope=Scope.ACCOUNTS, refuses=(409,),
    ),
    Operation(
        "/accounts/{id}", "patch", "Change, disable or enable an account", NoQuery, {200: shapes.Account}, JSON,
        bodies.AccountChange, scope=Scope.ACCOUNTS, refuses=(409,),
    ),
    Operation(
        "/accounts/{id}/link", "post", "Make a link by which the account sets its password, once and within a day",
        NoQuery, {201: shapes.OneTimeLink}, JSON, scope=Scope.ACCOUNTS, refuses=(409,),
    ),
    Operation("/tokens", "get", "The own tokens", NoQuery, {200: shapes.Tokens}, JSON, signed_in=True),
    Operation(
        "/tokens", "post", "Make a token, of rights that one has; not by a token", NoQuery, {201: shapes.NewToken},
        JSON, bodies.TokenBody, signed_in=True, refuses=(409,),
    ),
    Operation(
        "/tokens/{id}", "delete", "End an own token; not by a token", NoQuery, {200: shapes.RevokedToken}, JSON,
        signed_in=True,
    ),
)  # fmt: skip
