"""tipg, the OGC API server of the vector tile world, under uvicorn: ten features of a box around the point."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scripts.bench.processes import free_port, started, wait_until
from scripts.bench.serving import WORKERS, answers
from scripts.bench.store import Store

ITEMS = "/collections/public.place/items?bbox={bbox}&limit=10&f=geojson"
CACHES = "no cache of answers; its catalogue of tables is read again every 300 s, as by default"


@contextmanager
def tipg(python: Path, store: Store, log: Path) -> Iterator[tuple[str, int]]:
    """Serve the plain table by tipg's recommended server and give its URL and process."""
    port, dsn = free_port(), store.dsn()
    env = {
        # With a host in its place, be it a socket's: tipg takes no address without one.
        "DATABASE_URL": f"postgresql://{dsn['user']}@{quote(dsn['host'], safe='')}:{dsn['port']}/{dsn['dbname']}",
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public"]',
    }
    command = [str(python), "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--log-level", "warning"]
    with started(command, log, env=env, cwd=log.parent) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers(url + ITEMS.format(bbox="116,39,117,40")), process, log)
        yield url, process.pid
