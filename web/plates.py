"""Plates: for one place or a branch, as SVG and PDF, and the page on which one chooses."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from pydantic import BeforeValidator, Field

from stations.acting import Scope
from stations.branch import Branch, units
from stations.plates import MOST, Plated, parts, plate_of, plated
from stations.settings import Settings
from stations.station import Station
from web.answers import NEVER
from web.api import station_id
from web.db import connection, words
from web.desk import SECTIONS, page
from web.errors import Conflict, StillDrawing
from web.params import NoQuery, Query
from web.plate_drawing import Kind, Plate, Words, fonts, svg
from web.plate_drawing.pdf import MANY, SINGLE, Sheet, Size, pdf
from web.plate_drawing.plate import plain
from web.rights import NotAllowed, acting, needs
from web.values import YesNo
from web.words import dictionary

plates = Blueprint("plates", __name__)
PDF, SVG = "application/pdf", "image/svg+xml"
_drawing = threading.Lock()


class PlateQuery(Query):
    """The query of a plate as PDF."""

    size: Annotated[Size, Field(description="Of the sheet.")] = Size.A6


class ChosenQuery(Query):
    """Which plates of a branch."""

    unit: (
        Annotated[int, Field(ge=1, lt=2**63, description="Of this unit and those below; else all of yours.")]
        | None
    ) = None
    cursor: Annotated[int, Field(ge=0, lt=2**63, description="As given by the link to the next part.")] = 0


class PlatesQuery(ChosenQuery):
    """The query of the plates of a branch."""

    size: Annotated[Size, Field(description="Of the sheet: A4 holds four plates, A6 one.")] = Size.A4
    cut: Annotated[YesNo, Field(description="Whether lines show where to cut.")] = True
    limit: Annotated[int, Field(ge=1, description=f"Most plates to give; above {MOST} it is {MOST}.")] = MOST


class PageQuery(ChosenQuery):
    """The query of the page on which one chooses; a form sends an empty unit for all."""

    unit: Annotated[int | None, Field(ge=1, lt=2**63), BeforeValidator(lambda value: value or None)] = None
    lang: Literal["zh", "en"] | None = None


class Busy(StillDrawing):
    """Another file of plates is being drawn here."""


@plates.get("/api/v1/stations/<id>/plate.svg")
@needs(Scope.READ)
def one_svg(id: str) -> Response:
    """Give the plate of a place as SVG."""
    NoQuery.of(request)
    return Response(svg(drawn(mine(id)), said()), content_type=SVG)


@plates.get("/api/v1/stations/<id>/plate.pdf")
@needs(Scope.READ)
def one_pdf(id: str) -> Response:
    """Give the plate of a place as PDF, on one sheet."""
    query = PlateQuery.of(request)
    place = mine(id)
    return _file([place], SINGLE[query.size], f"plate-{place.id}")


@plates.get("/api/v1/manage/plates.pdf")
@needs(Scope.READ)
def many_pdf() -> Response:
    """Give the plates of a branch as PDF; a link leads to the next part."""
    query = PlatesQuery.of(request)
    branch = Branch.of(connection(), acting(), query.unit)
    limit = min(query.limit, MOST)
    found = plated(connection(), branch, after=query.cursor, limit=limit + 1)
    if not found:
        raise Conflict("there is no place to make a plate for: none of this branch, or none after the cursor")
    response = _file(found[:limit], MANY[query.size], "plates", cut=query.cut)
    if len(found) > limit:
        rest = urlencode({**request.args.to_dict(), "cursor": found[limit - 1].id})
        response.headers["Link"] = f'<{request.path}?{rest}>; rel="next"'
    return response


@plates.get("/manage/plates")
@needs(Scope.READ)
def chosen() -> Response:
    """Show what plates there are and what to do with them."""
    asked = PageQuery.of(request)
    branch = Branch.of(connection(), acting(), asked.unit)
    found = [] if ready() else plated(connection(), branch, after=asked.cursor)
    cut = parts(connection(), branch) if found else []
    return page(
        "desk/plates.html", "plates", units=units(connection()), chosen=asked, lacking=lacking(found), parts=cut,
        here=next((one for one in reversed(cut) if one.after <= asked.cursor), cut[0] if cut else None),
        first=found[0] if found else None, why=ready(), package=fonts.PACKAGE, has_font=fonts.present(),
    )  # fmt: skip


def section(place: Station) -> dict[str, Any]:  # noqa: ARG001 - the shape is the desk's
    """Give what the page of a place shows of its plate."""
    return {"why": ready(), "has_font": fonts.present(), "package": fonts.PACKAGE}


SECTIONS["plates"] = section


def mine(id: str) -> Plated:
    """Give what stands on a plate that the acting account may have."""
    place, is_mine = plate_of(connection(), station_id(id))
    if not is_mine:
        raise NotAllowed(f"the station {place.id} belongs to another branch: its own unit makes its plate")
    return place


def ready() -> str | None:
    """Tell what is missing before any plate can be drawn, the name of a setting; None when nothing is."""
    settings: Settings = current_app.extensions["settings"]
    return None if settings.public_url else "WAYSTATION_PUBLIC_URL"


def drawn(place: Plated) -> Plate:
    """Put together what stands on a plate. Its link is never made of what the request says that our host is.

    Raises
    ------
    Conflict
        When nobody has set under which address people reach us.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.public_url is None:
        raise Conflict(
            "a plate holds our address, which is not known: set WAYSTATION_PUBLIC_URL, such as https://map.example.org"
        )
    kind = words().kinds.get(place.kind)
    mark = Kind(kind.name_zh, kind.shape, kind.icon) if kind else Kind(place.kind, "triangle", "")
    return Plate(place.name, place.address, mark, f"{settings.public_url}/stations/{place.id}")


def said() -> Words:
    """Give what each plate says, in the language of those who pass by."""
    return Words(dictionary("zh", "plates")["plate.how"])


def lacking(places: Sequence[Plated]) -> list[tuple[Plated, str]]:
    """List the places of which a sign cannot be printed, with these signs."""
    if not fonts.present():
        return []
    found = ((one, fonts.missing(plain(one.name + one.address))) for one in places)
    return [(one, " ".join(sorted(signs))) for one, signs in found if signs]


def _file(places: Sequence[Plated], sheet: Sheet, name: str, *, cut: bool = False) -> Response:
    made = [drawn(place) for place in places]
    if not fonts.present():
        raise Conflict(
            f"PDF needs a font that is not installed here: apt-get install {fonts.PACKAGE}; SVG needs none"
        )
    with _alone():
        body = pdf(made, said(), sheet, cut=cut)
        missing = len(lacking(places))
    response = Response(body, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = NEVER
    response.headers["Plates-With-Missing-Signs"] = str(missing)
    return response


@contextmanager
def _alone() -> Iterator[None]:
    """Draw one file at a time in a worker: couriers who ask this worker share its processor.

    Raises
    ------
    Busy
        When one is being drawn.
    """
    if not _drawing.acquire(blocking=False):
        raise Busy("another file of plates is being drawn: please try again in a few seconds")
    try:
        yield
    finally:
        _drawing.release()
