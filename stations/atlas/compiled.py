"""Compile a function where numba is there; without it the same function runs as it is written, slowly.

What was compiled is kept on disk between starts, in a folder named after the sources: numba looks at the file of a
function alone, and would go on with an old version of what that function calls in another file.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

numba: Any = None
with suppress(ImportError):  # no wheel for this machine
    import numba

HERE = Path(__file__).parent


def compiled(function: F) -> F:
    """Make a function machine code on its first call.

    It runs without the interpreter's lock, so that threads work at the same time.
    """
    return _made(function, nogil=True)


def brief(function: F) -> F:
    """Like `compiled`, for a call of some microseconds: it keeps the lock, for which threads would queue longer."""
    return _made(function)


def inlined(function: F) -> F:
    """Like `compiled`, for a small step of a compiled function: put in its place, so that no call is left."""
    return _made(function, nogil=True, forceinline=True)


def _made(function: F, **options: bool) -> F:
    if numba is None:
        return function
    made: F = numba.njit(cache=bool(numba.config.CACHE_DIR), **options)(function)
    return made


def _keep_by_sources() -> str:
    """Give the folder for what is compiled of these very sources, or nothing where nothing can be written."""
    digest = hashlib.sha256()
    for path in sorted(HERE.glob("*.py")):
        digest.update(path.read_bytes())
    name = f"compiled-{digest.hexdigest()[:16]}"
    for home in (HERE / "__pycache__", Path.home() / ".cache" / "waystation"):
        try:
            (home / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        for other in home.glob("compiled-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)
        return str(home / name)
    return ""


if numba is not None and not numba.config.CACHE_DIR:  # which NUMBA_CACHE_DIR sets
    numba.config.CACHE_DIR = _keep_by_sources()
