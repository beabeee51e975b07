"""Bytes to text: the encoding of a list is found, and said."""

import codecs
from pathlib import Path

from geodata.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


def decoded(path: Path) -> tuple[str, str]:
    """Give the text of a file, and the name of its encoding.

    Raises
    ------
    UnreadableFile
        When it is damaged, or in an encoding that is not read here.
    """
    raw = path.read_bytes()
    for mark, codec, name in _BOMS:
        if raw.startswith(mark):
            return _strictly(raw, codec, name, path), name
    if raw[:4000].count(0) > len(raw[:4000]) // 4:
        codec = "utf-16-le" if raw[1:4000:2].count(0) > raw[0:4000:2].count(0) else "utf-16-be"
        return _strictly(raw, codec, "UTF-16", path), "UTF-16 without a byte order mark"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(raw, error, path)
    return _strictly(raw, "gb18030", "GB18030", path), "GB18030"


def _strictly(raw: bytes, codec: str, name: str, path: Path) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{path.name} looks like {name}, but line {line} holds bytes that are not: save it again as UTF-8"
        ) from error


def _refuse_damaged_utf8(raw: bytes, error: UnicodeDecodeError, path: Path) -> None:
    """GB18030 reads nearly any bytes, so a UTF-8 file with one bad byte would turn to nonsense without a word."""
    kept = raw.decode("utf-8", errors="replace")
    bad = kept.count("\ufffd")
    if sum(0x4E00 <= ord(sign) <= 0x9FFF for sign in kept) > 20 * bad:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableFile(
            f"{path.name} is UTF-8, damaged in line {line}: save it again as UTF-8, or mend that line"
        )
