"""Who acts in a transaction: the account whose secret it was given. What it may do is decided by the store itself."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run


class Role(StrEnum):
    """What an account is for."""

    MANAGER = "manager"
    PLANNER = "planner"
    OPERATOR = "operator"


class Scope(StrEnum):
    """What can be allowed: to see the branch, amend places, judge what people say, load lists, plan, keep accounts."""

    READ = "read"
    AMEND = "amend"
    MODERATE = "moderate"
    IMPORT = "import"
    PLAN = "plan"
    ACCOUNTS = "accounts"


# As may() of migration 0011 has it, which decides; here it is told before the work is done.
MAY = {
    Role.PLANNER: {Scope.READ, Scope.PLAN},
    Role.MANAGER: set(Scope) - {Scope.ACCOUNTS},
    Role.OPERATOR: set(Scope),
}


class Acting(NamedTuple):
    """The account of a transaction; `unit_id` is None for an operator of the whole store."""

    account_id: int
    name: str
    shown_name: str
    role: Role
    unit_id: int | None
    scopes: Sequence[str]
    session_id: int | None

    def may(self, scope: Scope) -> bool:
        """Tell whether it may do something at all, somewhere in its branch; any right is one to read, too."""
        return (scope in self.scopes or scope is Scope.READ) and scope in MAY[Role(self.role)]


def act_by(connection: Connection, proof: str) -> Acting | None:
    """Give the rest of this transaction to the account whose secret this is; None, and nobody, for any other text.

    Parameters
    ----------
    proof
        The secret of a session or of a token.
    """
    run(connection, "act_by", {"proof": proof})
    rows = run(connection, "acting")
    return Acting(**rows[0]) if rows else None
