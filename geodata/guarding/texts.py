"""Text looked at before it is read: how deep, how wide, how long it is, and whether it is text at all."""

import re
from pathlib import Path

import numpy as np

from geodata.guarding.limits import PIECE, Limits, Refused


def refuse_deep(path: Path, limits: Limits) -> None:
    """Refuse JSON that is nested deeper than any Feature: a reader that descends would fall through the floor."""
    text = path.read_bytes()
    if text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{" or b"\0" in text[:PIECE]:
        raise Refused("no_geojson", f"{path.name} is no GeoJSON in UTF-8: it begins with a brace")
    bare = np.frombuffer(re.sub(rb'"[^"\\]*(?:\\.[^"\\]*)*"', b"", text, flags=re.DOTALL), dtype=np.uint8)
    steps = np.isin(bare, list(b"{[")).astype(np.int32) - np.isin(bare, list(b"}]")).astype(np.int32)
    depth = int(steps.cumsum().max(initial=0))
    if depth > limits.depth:
        raise Refused(
            "deep",
            f"{path.name} is nested {depth:,} deep: a list of places needs no more than {limits.depth}",
            depth=depth,
        )


def refuse_wide(path: Path, limits: Limits) -> None:
    """Refuse what is no text, and tables that are wider or longer than a list may be, by the signs that part them."""
    with path.open("rb") as file:
        top = file.read(PIECE)
        wide = _wide(top)
        _refuse_nul(path, top)
        rows = top.count(b"\n") + sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))
    if wide > 2 * limits.columns:
        raise Refused(
            "columns", f"{path.name} has {wide:,} columns, more than {limits.columns}", most=limits.columns
        )
    if rows > 2 * limits.rows:  # a cell may hold a few line breaks; what is left is counted when it is read
        raise Refused(
            "rows",
            f"{path.name} has {rows:,} lines, more than {limits.rows:,} rows: bring it in several files",
            most=limits.rows,
        )


def _wide(top: bytes) -> int:
    lines = top.replace(b"\0", b"").splitlines()[:40]
    return max((line.count(sign) for line in lines for sign in (b",", b";", b"\t", b"|")), default=0) + 1


def _refuse_nul(path: Path, top: bytes) -> None:
    """Refuse signs that no text holds, but for UTF-16, where every other byte may be one."""
    utf16 = top[:2] in (b"\xff\xfe", b"\xfe\xff") or top[:4000].count(0) > len(top[:4000]) // 4
    if b"\0" in top and not utf16:
        raise Refused("binary", f"{path.name} holds signs that no text has: save it again as CSV in UTF-8")
