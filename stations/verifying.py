"""Find out whether the history was tampered with, by anybody: the store's own administrator included.

Each entry of the journal carries a digest over the one before, and so does each version of a place. The journal vouches
for what was changed by hand, one digest a change, and for what lists brought, one digest a run. Who rewrites all of it
leaves another head: one that was noted elsewhere shows that.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from psycopg2.extensions import connection as Connection

from stations.database import run
from stations.errors import StationsError

CHECKS = ("verify_journal", "verify_versions", "verify_edits", "verify_imports")
DIGEST = re.compile("[0-9a-f]{64}")


class BadDigest(StationsError, ValueError):
    """An expected head that is no digest."""


class Fault(NamedTuple):
    """Something that is not as it was written: at a place and version, in an entry of the journal, or in a run."""

    what: str
    entry: int | None = None
    station_id: int | None = None
    version: int | None = None
    import_id: int | None = None


class Verdict(NamedTuple):
    """What was looked at and what is wrong; `head` stands for the whole history up to now."""

    counts: dict[str, int]
    head: str
    faults: Sequence[Fault]


def verify(
    connection: Connection, *, expect: str | None = None, tell: Callable[[str], None] = lambda _: None
) -> Verdict:
    """Walk all chains and compare all digests; as the owner of the store, in one snapshot if the caller gives one.

    Parameters
    ----------
    expect
        A head that was noted before: it must still be in the journal.
    tell
        Is told the name of each check as it begins.

    Raises
    ------
    BadDigest
        When what is expected is no digest.
    """
    if expect is not None and not DIGEST.fullmatch(expect):
        raise BadDigest("the expected head is 64 digits and letters from a to f, as verify printed it")
    counts = run(connection, "verify_counts", {"expected": expect})[0]
    head, found = counts.pop("head") or "", counts.pop("expected_found")
    faults = [] if expect is None or found else [Fault("head_not_found")]
    if counts["without_digest"] != counts["once_without_digest"]:
        faults.append(Fault("digests_removed"))
    for check in CHECKS:
        tell(check)
        faults += [Fault(**row) for row in run(connection, check)]
    return Verdict(counts, head, faults)
