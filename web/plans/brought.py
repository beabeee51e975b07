"""Files of a form: read by a child within limits, as lists that managers bring are, and kept in the form as rows.

What a file held goes on with the form as its own text, so that a slip elsewhere does not cost the planner the file.
"""

import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson
from werkzeug.datastructures import FileStorage, MultiDict

from stations.datum import Datum
from web.errors import BadRequest

MOST_BYTES = 8 << 20
TAKEN_BYTES = (
    24 << 20
)  # of a request: a file that is too large is refused beside its field, not with the whole form
FORM_BYTES = 4 << 20
KEPT_BYTES = 1 << 20  # of rows that go out with a form and come in again
LONGEST_S = 60  # on a busy machine; the processor's time is bounded by the child
WAIT_S = 5
REFUSED = 3
OWN = "own"  # areas of a file
ROOT = Path(__file__).parent.parent.parent
FILES = {
    "points": (".csv", ".tsv", ".txt", ".geojson", ".json"),
    "outlines": (".geojson", ".json"),
    "line": (".geojson", ".json"),
}
Form = MultiDict[str, str]
_reading = threading.Lock()


class BadFile(BadRequest):
    """A file that is not taken; `reason` and `params` let the page say why in its language."""

    def __init__(self, field: str, reason: str, detail: str, **params: Any) -> None:
        super().__init__(detail, parameter=field)
        self.reason = reason
        self.params = params


def with_files(form: Mapping[str, Any], files: Mapping[str, FileStorage], into: Form) -> None:
    """Read the files of a request into a form: the rows under the option's name, how many and whence beside them.

    Raises
    ------
    BadFile
        When one cannot be taken; those before it are in the form.
    """
    for field in FILES:
        file = files.get(field)
        if form.get(f"{field}_drop"):
            _forget(into, field)
        if file is not None and file.filename:
            _forget(into, field)
            rows, sha256 = _read(field, file, form.get(f"{field}_datum", ""))
            into[field], into[f"{field}_sha256"] = orjson.dumps(rows).decode(), sha256
            if field == "outlines":
                into["areas"] = OWN
            into[f"{field}_name"] = PurePath(file.filename.replace("\\", "/")).name[:100]


def rows(form: Form, field: str) -> list[Any]:
    """Give the rows of a file as they stand in a form.

    Raises
    ------
    BadFile
        When they are not what was written there.
    """
    told = form.get(field, "")
    if not told:
        return []
    try:
        found = orjson.loads(told)
    except orjson.JSONDecodeError as error:
        raise BadFile(
            field, "again", "what was read of the file came back damaged: choose it once more"
        ) from error
    if not isinstance(found, list):
        raise BadFile(field, "again", "what was read of the file came back damaged: choose it once more")
    return found


class Kept(NamedTuple):
    """A file that a form still has: its field, its name, and how many rows it had."""

    field: str
    name: str
    rows: int


def kept(form: Form) -> Iterator[Kept]:
    """Give each file that goes on with a form; what is too much for that, or damaged, has to be chosen once more."""
    for field in FILES:
        if len(form.get(field, "")) <= KEPT_BYTES:
            with suppress(BadFile):
                if found := rows(form, field):
                    yield Kept(field, form.get(f"{field}_name", ""), len(found))


def _forget(form: Form, field: str) -> None:
    for name in (field, f"{field}_name", f"{field}_sha256"):
        form.pop(name, None)


def _read(field: str, file: FileStorage, datum: str) -> tuple[list[Any], str]:
    """Have a child read one file, one at a time in a worker; give its rows and its SHA-256."""
    name = PurePath((file.filename or "").replace("\\", "/"))
    ending = name.suffix.lower()
    if ending not in FILES[field]:
        raise BadFile(
            field, "ending", f"this is read from {', '.join(FILES[field])}: save it as one of these"
        )
    if datum and datum not in list(Datum):
        raise BadFile(field, "datum", f"there is no datum {datum[:20]!r}: there are {', '.join(Datum)}")
    if not _reading.acquire(timeout=WAIT_S):
        raise BadFile(field, "busy", "another file is being read here: send the form again in a few seconds")
    try:
        with TemporaryDirectory(prefix="waystation-plan-") as folder:
            path = Path(folder) / f"{_plain(name.stem)}{ending}"
            file.save(path)
            _refuse_size(field, path.stat().st_size)
            return _by_child(field, path, datum), hashlib.sha256(path.read_bytes()).hexdigest()
    finally:
        _reading.release()


def _plain(stem: str) -> str:
    """Give the name by which messages know the file, with nothing in it that means anything to a file system."""
    return re.sub(r"[^\w-]+", "_", stem)[:40].lstrip("-") or "file"


def _refuse_size(field: str, size: int) -> None:
    if not size:
        raise BadFile(field, "empty", "the file is empty")
    if size > MOST_BYTES:
        raise BadFile(
            field, "too_large", f"the file has more than {MOST_BYTES >> 20} MB", most=MOST_BYTES >> 20
        )


def _by_child(field: str, path: Path, datum: str) -> list[Any]:
    asked = [sys.executable, "-m", "scripts.brought", field, str(path), *filter(None, (datum,))]
    try:
        ended = subprocess.run(
            asked, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, check=False, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired as error:
        raise BadFile(
            field, "unfinished", f"reading took longer than {LONGEST_S} s: bring a smaller file"
        ) from error
    if ended.returncode == 0:
        found: list[Any] = orjson.loads(ended.stdout)
        return found
    if ended.returncode == REFUSED:
        told = orjson.loads(ended.stdout)
        raise BadFile(field, told["reason"], told["detail"], **told["params"])
    raise BadFile(
        field, "unfinished", "it was more than the memory or time that a file may take: bring a smaller one"
    )
