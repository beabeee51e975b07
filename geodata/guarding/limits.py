"""How large a list may be, and how a file is refused."""

from dataclasses import dataclass
from typing import Any

from geodata.errors import UnreadableFile

PIECE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How large a list may be."""

    unpacked_bytes: int = 200_000_000
    ratio: int = 200
    ratio_from_bytes: int = 10_000_000
    members: int = 500
    rows: int = 200_000
    columns: int = 200
    cells: int = 5_000_000
    cell_signs: int = 5_000
    depth: int = 32


WEB = Limits()


class Refused(UnreadableFile):
    """A file that is not read, for a reason that pages say in their language."""

    def __init__(self, reason: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.reason = reason
        self.params = params
