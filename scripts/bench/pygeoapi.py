"""pygeoapi, OGC's reference server, under gunicorn: ten features of a box around the point."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.bench.processes import free_port, ran, started, wait_until
from scripts.bench.serving import WORKERS, answers
from scripts.bench.store import Store

ITEMS = "/collections/place/items?bbox={bbox}&limit=10&f=json"
THREADS = 4
CACHES = "no cache; it also counts how many features match, for each answer"


@contextmanager
def pygeoapi(python: Path, store: Store, log: Path) -> Iterator[tuple[str, int]]:
    """Serve the plain table and give its URL and process."""
    port = free_port()
    url, home = f"http://127.0.0.1:{port}", log.parent
    config, openapi = home / "pygeoapi.yml", home / "pygeoapi-openapi.yml"
    config.write_text(json.dumps(_config(url, port, store), indent=1), encoding="utf-8")  # YAML holds JSON
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    ran(
        [
            str(python.with_name("pygeoapi")),
            "openapi",
            "generate",
            str(config),
            "--output-file",
            str(openapi),
        ],
        env=env,
    )
    command = [str(python), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "warning"]
    with started([*command, "pygeoapi.flask_app:APP"], log, env=env, cwd=home) as process:
        wait_until(lambda: answers(url + ITEMS.format(bbox="116,39,117,40")), process, log)
        yield url, process.pid


def _config(url: str, port: int, store: Store) -> dict[str, Any]:
    text = {"en": "Places"}
    dsn = store.dsn()
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en"],
            "pretty_print": False,
            "limits": {"default_items": 10, "max_items": 1000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text, "description": text, "keywords": {"en": ["places"]}, "keywords_type": "theme",
                "terms_of_service": "none", "url": url,
            },
            "license": {"name": "none", "url": url},
            "provider": {"name": "bench", "url": url},
            "contact": {"name": "bench"},
        },
        "resources": {
            "place": {
                "type": "collection",
                "title": text,
                "description": text,
                "keywords": {"en": ["places"]},
                "extents": {
                    "spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
                },
                "providers": [
                    {
                        "type": "feature",
                        "name": "PostgreSQL",
                        "data": {
                            "host": dsn["host"], "port": dsn["port"], "dbname": dsn["dbname"], "user": dsn["user"],
                            "password": "", "search_path": ["public"],
                        },
                        "id_field": "id",
                        "table": "place",
                        "geom_field": "geom",
                    }
                ],
            }
        },
    }  # fmt: skip
