"""The courier's page as an app on the phone: its manifest, and the worker that answers where the network does not."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from stations.settings import Settings
from web import assets
from web.answers import Answer
from web.assets import asset
from web.headers import reply
from web.words import LANGS, Lang, dictionary, speaker

installable = Blueprint("app", __name__)
ROOM = Path(__file__).parent
# What the worker itself says; all else it shows was written by the server or by the parts it keeps.
SAID = ("app.slow", "app.last", "app.kept", "store.away")
GROUND = "#faf8f5"  # --ground of page.css
ICONS = (
    {"src": "mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
    {"src": "icons/192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
    {"src": "icons/512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
    {"src": "icons/maskable.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
)


@installable.get("/manifest.webmanifest")
def manifest() -> Response:
    """Tell the phone what the app is called, how it looks and what a long press offers."""
    lang: Lang = "en" if request.args.get("lang") == "en" else "zh"
    say = speaker(lang)
    english = "lang=en" if lang == "en" else ""
    body = {
        "id": "/",
        "name": say("title"),
        "short_name": say("title"),
        "description": say("description"),
        "lang": "zh-CN" if lang == "zh" else "en",
        "start_url": _home(english),
        "scope": "/",
        "display": "standalone",
        "theme_color": GROUND,
        "background_color": GROUND,
        "icons": [{**icon, "src": asset(icon["src"])} for icon in ICONS],
        "shortcuts": [
            {"name": say("filter.open"), "url": _home(english, "open=now")},
            {"name": say("app.water"), "url": _home(english, "service=drinking_water")},
        ],
    }
    text = json.dumps(body, ensure_ascii=False).encode()
    return reply(Answer(text, media="application/manifest+json", cache="no-cache"))


@installable.get("/worker.js")
def worker() -> Response:
    """Give the worker of this version, or, where it is switched off, one that takes itself back."""
    text = _worker() if installs() else (ROOM / "static" / "worker" / "off.js").read_text(encoding="utf-8")
    return reply(Answer(text.encode(), media="text/javascript; charset=utf-8", cache="no-cache"))


@installable.app_template_global()
def installs() -> bool:
    """Tell whether pages put themselves on the phone."""
    settings: Settings = current_app.extensions["settings"]
    return settings.app


def _home(*query: str) -> str:
    given = "&".join(filter(None, query))
    return f"/?{given}" if given else "/"


def _worker() -> str:
    settings: Settings = current_app.extensions["settings"]
    told = {
        "version": _version(),
        "assets": f"/assets/{assets.version()}/",
        "files": [asset(path.name) for path in assets.of_pages()],
        "ground": not settings.tile_url,
        "words": {lang: {key: dictionary(lang)[key] for key in SAID} for lang in LANGS},
    }
    return f'import {{ serve }} from "{asset("worker/worker.js")}";\nserve({json.dumps(told, ensure_ascii=False)});\n'


@cache
def _version() -> str:
    """Digest what pages are made of: the files they name, and what writes them."""
    digest = hashlib.sha256(assets.version().encode())
    for folder in ("templates", "translations"):
        for path in sorted((ROOM / folder).rglob("*.*")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
