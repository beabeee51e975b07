"""The most that our server can give: a constant body from a lone WSGI function. Run as a program: PORT WORKERS."""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts import server

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application() -> Application:
    """Make the function; the answer that it repeats lies in the file that WAYSTATION_BENCH_BODY names."""
    told = json.loads(Path(os.environ["WAYSTATION_BENCH_BODY"]).read_text(encoding="utf-8"))
    body, headers = told["body"].encode(), [(name, value) for name, value in told["headers"]]

    def constant(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", headers)
        return (body,)

    return constant


def main(port: int, workers: int) -> None:
    """Serve until SIGTERM."""
    multiprocessing.set_start_method("spawn", force=True)
    server.made("scripts.bench.ceiling:application", "127.0.0.1", port, workers).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
