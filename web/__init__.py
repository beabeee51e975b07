"""People and programs ask, stations answers."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event
from time import time

from flask import Flask

from stations.database import as_web
from stations.errors import StationsError
from stations.hours import CHINA
from stations.settings import Settings
from stations.unmet import Unmet
from web import (
    account,
    accounts,
    accounts_api,
    amend,
    api,
    area,
    assets,
    counties,
    desk,
    device,
    docs,
    errors,
    faults,
    grade_pages,
    headers,
    health,
    history,
    imports,
    imports_api,
    login,
    logs,
    moderation,
    phone,
    places,
    plain,
    plates,
    ratings,
    rights,
    signing,
    tickets,
)
from web.app import installable
from web.db import Store
from web.fast import Fast
from web.memory import Memory
from web.meter import Meter
from web.paces import Paces
from web.plans.api import plans_api
from web.plans.pages import plan
from web.plans.sources import planning_data
from web.presence import Nobody, Presence, Source
from web.searches import Watch


def china_now() -> datetime:
    """Tell the time in China by the machine's clock."""
    return datetime.now(CHINA)


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    source: Source | None = None,
    clock: Callable[[], datetime] = china_now,
) -> Flask:
    """Make the application; nothing is opened before the first request.

    Parameters
    ----------
    settings
        Needs a secret key, and a database address unless a store is given.
    store
        Where connections come from; by default the web's own address, or the owner's, in the role of the web.
    source
        Keeps an atlas up to date; without one everything is read by SQL, and there are no tiles and no search.
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
        store = Store(_address(settings))
    app = Flask(__name__, static_folder=None)
    app.secret_key = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["settings"] = settings
    app.extensions["store"] = store
    app.extensions["clock"] = clock
    presence = Presence(source or Nobody(), clock, (lambda: int(time())) if clock is china_now else None)
    app.extensions["presence"] = presence
    app.extensions["memory"] = memory = Memory(presence)
    app.extensions["paces"] = Paces()
    watch = Watch(Unmet(), clock, settings.proxies) if settings.unmet else None
    app.extensions["searches"] = watch
    app.extensions["draining"] = draining = Event()
    app.extensions["meter"] = meter = Meter(Path(settings.picture).parent if settings.picture else None)
    for room in (headers, logs, errors, device, signing, rights):
        room.install(app)
    for blueprint in (
        api.api,
        area.area,
        ratings.ratings,
        faults.faults,
        counties.counties,
        docs.docs,
        health.health,
        phone.phone,
        plain.plain,
        assets.assets,
        installable,
        desk.desk,
        grade_pages.room,
        plates.plates,
        amend.amend,
        places.places,
        history.history,
        login.login,
        account.account,
        accounts.accounts,
        accounts_api.accounts_api,
        imports.imports,
        imports_api.imports_api,
        imports_api.exports_api,
        tickets.tickets,
        moderation.moderation,
        plan,
        plans_api,
        planning_data,
    ):
        app.register_blueprint(blueprint)
    if settings.atlas:
        every = {**headers.of_every_answer(settings), **headers.OF_THE_API}
        app.wsgi_app = Fast(app.wsgi_app, memory, meter, list(every.items()), draining, watch)  # type: ignore[method-assign]
    return app


def _address(settings: Settings) -> str:
    if settings.web_database_url:
        return settings.web_database_url
    if not settings.database_url:
        raise StationsError("WAYSTATION_DATABASE_URL is not set: give the address of a PostGIS database")
    return as_web(settings.database_url)
