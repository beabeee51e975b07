"""People and programs ask, stations answers."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from stations.errors import StationsError
from stations.hours import CHINA
from stations.settings import Settings
from web import api, assets, counties, device, docs, errors, headers, health, logs, phone, ratings
from web.db import Store


def china_now() -> datetime:
    """Tell the time in China by the machine's clock."""
    return datetime.now(CHINA)


def create_app(
    settings: Settings, *, store: Store | None = None, clock: Callable[[], datetime] = china_now
) -> Flask:
    """Make the application; nothing is opened before the first request.

    Parameters
    ----------
    settings
        Needs a secret key, and a database address unless a store is given.
    store
        Where connections come from; by default `settings.database_url`.
    clock
        Tells the time, with its offset.

    Raises
    ------
    StationsError
        When the secret key or the database address is missing.
    """
    if not settings.secret_key:
        raise StationsError(
            "WAYSTATION_SECRET_KEY is not set: give it a long random text and keep it between starts"
        )
    if store is None:
        if not settings.database_url:
            raise StationsError("WAYSTATION_DATABASE_URL is not set: give the address of a PostGIS database")
        store = Store(settings.database_url)
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["settings"] = settings
    app.extensions["store"] = store
    app.extensions["clock"] = clock
    for room in (headers, logs, errors, device):
        room.install(app)
    for blueprint in (
        api.api,
        ratings.ratings,
        counties.counties,
        docs.docs,
        health.health,
        phone.phone,
        assets.assets,
    ):
        app.register_blueprint(blueprint)
    return app
