"""What can be told to be wrong before anything is worked out: whoever asks hears it at once, and by its name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from stations.asking import Corridor, asked, refuse_unknown
from stations.errors import BadPlan
from web.db import connection
from web.errors import BadRequest


def refuse(what: str, options: Mapping[str, Any]) -> None:
    """Refuse a question that cannot be worked with, or in which a name is of nothing that the account may see.

    Raises
    ------
    BadRequest
        Naming the option.
    """
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    try:
        question = asked(what, options, now=clock())
        refuse_unknown(connection(), question)
    except BadPlan as error:
        raise BadRequest(str(error), parameter=error.parameter or "options") from error
    if isinstance(question.part, Corridor) and question.part.road and question.way.by == "geodesic":
        raise BadRequest(
            "a road is known by its number on roads: go by truck along roads that are loaded, or give a line",
            parameter="options.by",
        )
