"""What takes long to draw or brings much along is drawn by a child: folium loads pandas, PDF wants a second of work.

A worker that answers couriers keeps its memory and its processor; a child that fails or hangs is one sentence to one
planner. The document goes in by the standard input, the file comes out by the standard output.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Literal

from web.errors import Conflict, StillDrawing
from web.plans.layers import Layers
from web.plans.words import Document
from web.words import Lang

What = Literal["map", "pdf"]
LONGEST_S = 60
MEMORY_BYTES = 1_500_000_000
ROOT = Path(__file__).parent.parent.parent
KEPT, MOST_KEPT_BYTES = 8, 2 << 20
# The package is named, not run: all rooms of the application would be half of the child's time.
PROGRAM = """
import sys
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("web", "web/__init__.py", submodule_search_locations=["web"])
sys.modules["web"] = module_from_spec(spec)
from web.plans.child import main
sys.exit(main())
"""
_drawing = threading.Lock()
_kept: OrderedDict[bytes, bytes] = OrderedDict()  # what several look at is drawn once


class NotDrawn(Conflict):
    """The child came to no file."""


class Busy(StillDrawing):
    """Another file is being drawn here."""


def drawn(what: What, document: Document, layers: Layers, lang: Lang, *, title: str = "") -> bytes:
    """Have a map or a PDF drawn, one at a time in a worker.

    Raises
    ------
    Busy
        While another is drawn.
    NotDrawn
        When the child ended without one.
    """
    asked = {"what": what, "document": document, "layers": layers, "lang": lang, "title": title}
    told = json.dumps(asked, ensure_ascii=False).encode()
    name = hashlib.sha256(told).digest()
    if name in _kept:
        return _kept[name]
    if not _drawing.acquire(blocking=False):
        raise Busy("another map or report is being drawn: please try again in a few seconds")
    try:
        made = _asked(told)
        if len(made) <= MOST_KEPT_BYTES:
            _kept[name] = made
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        return made
    finally:
        _drawing.release()


def _asked(told: bytes) -> bytes:
    try:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM], input=told, capture_output=True, cwd=ROOT, check=False,
            timeout=LONGEST_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NotDrawn(f"drawing took longer than {LONGEST_S} s: ask for fewer areas") from error
    if ended.returncode:
        raise NotDrawn(
            ended.stderr.decode(errors="replace").strip().splitlines()[-1][:300] or "nothing was drawn"
        )
    return ended.stdout


def main() -> int:
    """Draw what the standard input asks for."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # those who answer come first
    asked = json.loads(sys.stdin.buffer.read())
    document, layers, lang = asked["document"], asked["layers"], asked["lang"]
    if asked["what"] == "map":
        from web.plans.maps import page  # noqa: PLC0415 - brings pandas

        made = page(document, layers, lang).encode()
    else:
        from web.plans.report import report  # noqa: PLC0415

        made = report(document, layers, lang, "pdf", title=asked["title"])
    sys.stdout.buffer.write(made)
    return 0
