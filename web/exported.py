"""A map in one HTML file, drawn by folium: for a mail or a stick, without any foreign host."""

from collections.abc import Sequence
from pathlib import Path

import folium
from branca.element import Element, Figure, MacroElement
from folium.plugins import MarkerCluster
from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from stations.counties import Outline
from stations.errors import StationsError
from stations.features import sentence
from stations.point import BBox
from stations.station import Station
from stations.vocabulary import Vocabulary
from web.assets import NODE_MODULES
from web.words import Lang

MOST_PLACES = 2_000
STYLES = ("leaflet/dist/leaflet.css", "leaflet.markercluster/dist/MarkerCluster.css")
SCRIPTS = ("leaflet/dist/leaflet.js", "leaflet.markercluster/dist/leaflet.markercluster.js")


class TooMany(StationsError, ValueError):
    """More places than a map in one file can show with pleasure."""


class Scale(MacroElement):
    """A scale bar in metres; folium's own adds miles."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


def page(
    stations: Sequence[Station], words: Vocabulary, *, lang: Lang = "zh", outlines: Sequence[Outline] = ()
) -> str:
    """Draw places on a map of their own, with a popup each, and give its HTML.

    Leaflet, its plugin and all styles stand in the page itself.

    Raises
    ------
    TooMany
        Above 2,000 places, beyond which such a page is slow to open.
    StationsError
        When the front-end libraries are not installed.
    """
    if len(stations) > MOST_PLACES:
        raise TooMany(
            f"more places than the {MOST_PLACES} that one page shows well: "
            "choose fewer by --county, --kind or --source"
        )
    templates = Environment(loader=PackageLoader("web"), autoescape=True)
    drawn = folium.Map(tiles=None, maxZoom=18, attributionControl=False)
    drawn.default_js, drawn.default_css = [], []
    _ground(drawn, outlines)
    cluster = MarkerCluster(  # type: ignore[no-untyped-call]
        options={"showCoverageOnHover": False, "maxClusterRadius": 50}
    )
    cluster.default_js, cluster.default_css = [], []
    cluster.add_to(drawn)
    for station in stations:
        _marker(station, words, templates, lang).add_to(cluster)
    if stations:
        box = around(stations)
        drawn.fit_bounds([[box.south, box.west], [box.north, box.east]], max_zoom=16)
    owed = sorted({one.credit for one in outlines if one.credit})
    _furnish(drawn, templates, made_up=any(one.made_up for one in stations), owed=owed, lang=lang)
    html: str = drawn.get_root().render()
    return html


def _marker(station: Station, words: Vocabulary, templates: Environment, lang: Lang) -> folium.Marker:
    kind = words.kinds[station.kind]
    popup = templates.get_template("exported/popup.html").render(
        one=station, words=words, kind=kind, lang=lang, sentence=sentence(station, lang)
    )
    icon = templates.get_template("exported/marker.html").render(
        kind=kind, suspended=station.status != "open"
    )
    return folium.Marker(
        (station.lat, station.lon),
        popup=folium.Popup(inert(popup), max_width=300),
        icon=folium.DivIcon(html=icon, icon_size=(36, 36), icon_anchor=(18, 18), class_name="place"),
        alt=station.name.replace("{", "｛"),  # folium reads it as a template of its own
    )


def _ground(drawn: folium.Map, outlines: Sequence[Outline]) -> None:
    for outline in outlines:
        folium.GeoJson(
            outline.geometry, style_function=lambda _: {"color": "#a39b8e", "weight": 1.2}, interactive=False
        ).add_to(drawn)


def around(stations: Sequence[Station]) -> BBox:
    """Give the box that holds some places."""
    lons, lats = [one.lon for one in stations], [one.lat for one in stations]
    return BBox(min(lons), min(lats), max(lons), max(lats))


def _furnish(
    drawn: folium.Map, templates: Environment, *, made_up: bool, owed: list[str], lang: Lang
) -> None:
    """Put the libraries and our own words into the page."""
    head = templates.get_template("exported/head.html").render(
        styles=[Markup(library(name)) for name in STYLES],  # noqa: S704 - pinned files of our own set-up
        scripts=[Markup(library(name).replace("</script", "<\\/script")) for name in SCRIPTS],  # noqa: S704
        lang=lang,
    )
    notes = templates.get_template("exported/notes.html").render(made_up=made_up, credits=owed, lang=lang)
    root = drawn.get_root()
    assert isinstance(root, Figure)  # noqa: S101 - for the type checker; a map always has one
    root.header.add_child(Element(verbatim(head)))
    root.html.add_child(Element(inert(notes)))
    Scale().add_to(drawn)  # type: ignore[no-untyped-call]


def inert(html: str) -> str:
    """Keep words of people from being run: folium reads HTML as a template of its own, and puts it between backticks.

    A name like ``{{ ... }}`` would run on this machine, one like ``${...}`` in the browser.
    """
    for sign in "\\`${":
        html = html.replace(sign, f"&#{ord(sign)};")
    return html


def verbatim(html: str) -> str:
    """Keep folium, whose elements are templates, from reading ours as one."""
    return "{% raw %}" + html + "{% endraw %}"


def library(name: str) -> str:
    """Read a file of a front-end library.

    Raises
    ------
    StationsError
        When the libraries are not installed.
    """
    path: Path = NODE_MODULES / name
    if not path.exists():
        raise StationsError(
            f"{path} is missing: run scripts/run once, or npm ci, to install the front-end libraries"
        )
    return path.read_text(encoding="utf-8")
