"""Compile the inner loops of siting; what was compiled is kept under a digest of this folder's sources.

numba keeps machine code by the file of a function alone and would go on with an old version of what that function calls
in another file. All loops run without the interpreter's lock: a search and its bound are worked out at the same time.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])
# Whole numbers or truths of any width: half the width is half the memory, and twice as much in the processor's cache.
Array = np.ndarray[Any, np.dtype[Any]]

HERE = Path(__file__).parent


def compiled(function: F) -> F:
    """Make a function machine code on its first call."""
    settings: Any = numba.config
    before, settings.CACHE_DIR = settings.CACHE_DIR, KEPT
    try:
        made: Any = numba.njit(cache=bool(KEPT), nogil=True)(function)
    finally:
        settings.CACHE_DIR = before
    return made


def _kept() -> str:
    """Give the folder for what is compiled of these very sources, or nothing where nothing can be written."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.py")):
        digest.update(path.read_bytes())
    name = f"siting-{digest.hexdigest()[:16]}"
    for home in (HERE / "__pycache__", Path.home() / ".cache" / "waystation"):
        try:
            (home / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        for other in home.glob("siting-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
        return str(home / name)
    return ""


KEPT = _kept()
