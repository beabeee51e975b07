"""What the child of a web worker does that reads a planner's file: within limits, and told as JSON.

``python -m scripts.brought points|outlines|line FILE [DATUM]``: rows of the option go to the standard output, or, with
the status of a refusal, why there are none.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.job import NO_MEMORY, REFUSED, Bounds, confine

BOUNDS = Bounds(1_000_000_000, 20)


def main(argv: Sequence[str]) -> int:
    """Read a file, and tell by the status how it ended."""
    confine(BOUNDS)
    _forget()
    what, path, *told = argv
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    from geodata.guarding import Refused
    from geodata.planning.brought import brought
    from stations.datum import Datum

    try:
        rows = brought(what, Path(path), Datum(told[0]) if told else None)
        sys.stdout.write(json.dumps(rows, ensure_ascii=False))
    except Refused as error:
        refusal = {"reason": error.reason, "params": error.params, "detail": str(error)[:500]}
        sys.stdout.write(json.dumps(refusal, ensure_ascii=False))
        return REFUSED
    except MemoryError:
        return NO_MEMORY
    return 0


def _forget() -> None:
    """Forget what is no file's business, and work in one thread: each would take room from the bounded memory."""
    for name in [one for one in os.environ if one.startswith("WAYSTATION_")]:
        del os.environ[name]
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
