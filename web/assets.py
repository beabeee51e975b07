"""Files for the browser, all from our own host: our scripts and styles, and Leaflet as npm installed it."""

import functools
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Response, abort, url_for
from werkzeug.security import safe_join

from stations.errors import StationsError

ROOT = Path(__file__).parent
NODE_MODULES = ROOT.parent / "node_modules"
FOLDERS = {
    "geodesic": NODE_MODULES / "geographiclib-geodesic",
    "leaflet": NODE_MODULES / "leaflet" / "dist",
    "own": ROOT / "static",
}
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}

# A module beside the one that imports it; what is imported later, by a call, is not meant.
IMPORTED = re.compile(r'^(?:import|export) [^"(]*"\./([^"]+)"', re.MULTILINE)

assets = Blueprint("assets", __name__, url_prefix="/assets")


@assets.get("/<version>/<folder>/<path:name>")
def file(version: str, folder: str, name: str) -> Response:  # noqa: ARG001 - the version only makes the address new
    """Give a file; its address changes with its content, so it may be kept for good."""
    path = safe_join(str(FOLDERS[folder]), name) if folder in FOLDERS else None
    if path is None or Path(path).suffix not in TYPES or not Path(path).is_file():
        abort(404)
    response = Response(Path(path).read_bytes(), mimetype=TYPES[Path(path).suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@assets.app_template_global()
def asset(name: str, folder: str = "own") -> str:
    """Give the address of a file, for templates."""
    return url_for("assets.file", version=version(), folder=folder, name=name)


@assets.app_template_global()
@functools.cache
def needed_by(*names: str) -> list[str]:
    """List modules of ours with all that they import at once, so that a page can ask for them in one go."""
    found = list(names)
    for name in found:
        text = (FOLDERS["own"] / name).read_text(encoding="utf-8")
        found += [one for one in dict.fromkeys(IMPORTED.findall(text)) if one not in found]
    return found


def of_pages() -> list[Path]:
    """List our own files that pages are made of; the map's script is no file of ours, and comes when it is used."""
    return sorted(
        path for path in FOLDERS["own"].iterdir() if path.suffix in TYPES and path.name != "docs.css"
    )


@functools.cache
def version() -> str:
    """Digest all our own files and the list of pinned libraries.

    Raises
    ------
    StationsError
        When the front-end libraries are not installed.
    """
    if not (FOLDERS["leaflet"] / "leaflet.js").exists():
        raise StationsError(
            f"{NODE_MODULES} holds no Leaflet: run scripts/run once, or npm ci, to install it"
        )
    digest = hashlib.sha256((ROOT.parent / "package-lock.json").read_bytes())
    for path in sorted(FOLDERS["own"].rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
