"""A picture of all published places: flat arrays and a small head, kept in one file that every worker maps."""

import hashlib
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.lib.format import descr_to_dtype, dtype_to_descr
from numpy.typing import NDArray

from stations.errors import StationsError

MAGIC = b"WAYSTN1\n"
EDGE = 64  # arrays begin at a cache line

Arrays = Mapping[str, NDArray[Any]]


class BadPicture(StationsError):
    """A file that is no picture, or one that another version of the program drew."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Arrays by name, all read-only, and a head of what is not an array.

    `head` holds ``position`` (where in the store's history the picture stands), ``as_of`` (the moment whose commits it
    shows), ``kinds`` and ``services`` (codes in the order of their bits), ``doors`` (what decides whether a place is
    open: distinct rows of hours in force, status, last day and reason of a suspension).
    """

    head: Mapping[str, Any]
    arrays: Arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Give an array."""
        return self.arrays[name]

    def __len__(self) -> int:
        """Count the places."""
        return len(self.arrays["ids"])

    def save(self, path: Path) -> None:
        """Write the file beside its place and move it there whole, so that no reader meets half a picture."""
        table: list[tuple[Any, ...]] = []
        offset = 0
        for name, array in self.arrays.items():
            table.append((name, dtype_to_descr(array.dtype), array.shape, offset))
            offset = _edge(offset + array.nbytes)
        head = orjson.dumps(
            {**self.head, "program": program(), "arrays": table, "bytes": offset}, default=tuple
        )
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with fresh.open("wb") as file:
            file.write(MAGIC + struct.pack("<Q", len(head)) + head)
            start = _edge(file.tell())
            for (_, _, _, at), array in zip(table, self.arrays.values(), strict=True):
                file.seek(start + at)
                file.write(np.ascontiguousarray(array).data)
            file.truncate(start + offset)
        fresh.replace(path)

    @classmethod
    def open(cls, path: Path) -> "Picture":
        """Map a file that `save` wrote; nothing is read before it is needed.

        Raises
        ------
        BadPicture
            When it is not there, not whole, or drawn by another version of the program.
        """
        try:
            with path.open("rb") as file:
                known, length = file.read(len(MAGIC)), file.read(8)
                head = orjson.loads(file.read(*struct.unpack("<Q", length))) if known == MAGIC else {}
                start, size = _edge(file.tell()), os.fstat(file.fileno()).st_size
                if head.get("program") != program() or size != start + head["bytes"]:
                    raise BadPicture(f"{path} is not a whole picture of this program: it is drawn anew")
                mapped = np.memmap(file, dtype=np.uint8, mode="r")
        except (OSError, ValueError, struct.error) as error:
            raise BadPicture(f"{path} cannot be read: {error}; it is drawn anew") from error
        return cls(head, dict(_arrays(mapped, head["arrays"], start)))


@cache
def program() -> str:
    """Digest what a picture depends on, so that a new version of the program draws its own."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), *here.parent.glob("*.py"), here.parent / "sql" / "shown.sql"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read_only(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Forbid writing: what was drawn stays, and compiled code meets one type of array."""
    kept = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for array in kept.values():
        array.flags.writeable = False
    return kept


def _arrays(mapped: NDArray[np.uint8], table: list[Any], start: int) -> Iterator[tuple[str, NDArray[Any]]]:
    whole = np.asarray(mapped)  # a plain array over the same memory: a memmap's own type slows every slice
    for name, described, shape, at in table:
        dtype = descr_to_dtype(_tuples(described))
        length = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        yield name, whole[start + at : start + at + length].view(dtype).reshape(shape)


def _tuples(described: Any) -> Any:
    """JSON has no tuples, and numpy wants them for the fields of a row."""
    if isinstance(described, str):
        return described
    return [(name, kind, *map(tuple, shape)) for name, kind, *shape in described]


def _edge(offset: int) -> int:
    return -(-offset // EDGE) * EDGE
