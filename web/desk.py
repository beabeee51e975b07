"""What all pages of the desk share: their frame, their language, the way from one to the other."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import generate_csrf

from stations.acting import Acting, Scope
from stations.station import Station
from web.rights import open_to_all
from web.words import Lang, dictionary, speaker

desk = Blueprint("desk", __name__, url_prefix="/manage")


class Way(NamedTuple):
    """A page of the desk that is reached from every other."""

    endpoint: str
    word: str
    scope: Scope


# In the order in which they are shown; a page whose room is not built is not shown.
WAYS = (
    Way("places.mine", "way.places", Scope.READ),
    Way("tickets.listed", "way.tickets", Scope.READ),
    Way("moderation.listed", "way.ratings", Scope.MODERATE),
    Way("imports.listed", "way.imports", Scope.READ),
    Way("grades.listed", "way.grades", Scope.READ),
    Way("plates.chosen", "way.plates", Scope.READ),
    Way("plan.listed", "way.plan", Scope.READ),
    Way("accounts.listed", "way.accounts", Scope.ACCOUNTS),
)

# What other rooms show on a place's page: by their name, which is that of their words and of desk/section_NAME.html,
# the values that it is written with.
SECTIONS: dict[str, Callable[[Station], dict[str, Any]]] = {}


def lang() -> Lang:
    """Give the language of the desk: the one asked for, which is kept while one is signed in, else Chinese."""
    asked = request.args.get("lang")
    if asked in ("zh", "en") and asked != session.get("lang", "zh"):
        session["lang"] = asked
    return "en" if session.get("lang") == "en" else "zh"


def page(template: str, *rooms: str, status: int = 200, **values: object) -> Response:
    """Write a page of the desk.

    Parameters
    ----------
    rooms
        Whose words it says, beside the desk's own: files of `translations/desk`.
    """
    spoken = lang()
    text = render_template(
        template,
        lang=spoken,
        say=speaker(spoken, "desk", *rooms),
        who=g.get("acting"),
        csrf=generate_csrf,
        told=dictionary(spoken, "desk", *rooms),
        **values,
    )
    return make_response(text, status)


@desk.app_template_global()
def there(endpoint: str) -> str:
    """Give the address of a page of the desk."""
    return url_for(endpoint) if endpoint in current_app.view_functions else "/"


@desk.app_template_global()
def ways(who: Acting | None) -> list[Way]:
    """List the pages that an account may see."""
    return [way for way in WAYS if way.endpoint in current_app.view_functions and who and who.may(way.scope)]


@desk.get("/lang/<to>")
@open_to_all
def speak(to: str) -> Response:
    """Change the language of the desk."""
    session["lang"] = "en" if to == "en" else "zh"
    return make_response(redirect(there("places.mine"), 303))
