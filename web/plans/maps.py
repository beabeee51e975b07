"""The map of a plan in one HTML file, drawn by folium: zoomed and asked by a touch, mailed without any foreign host.

folium brings pandas, so no web worker imports this: `child.py` does.
"""

import base64
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import folium
from branca.element import Element, Figure, MacroElement
from folium.utilities import JsCode
from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup, escape

from web.assets import NODE_MODULES
from web.exported import Scale, inert, library, verbatim
from web.plans import method, words
from web.plans.colours import STEPS, viridis
from web.plans.layers import Feature, Layers, features, has_after, near, rings, share_of, thinned
from web.plans.numbers import Say, amount, cost, kilometres, percent
from web.plans.still import GAP
from web.plans.words import Document
from web.words import Lang, speaker

STYLE, SCRIPT = "leaflet/dist/leaflet.css", "leaflet/dist/leaflet.js"
INK, PAPER = "#1d1b18", "#ffffff"
# What is told of a place is put in as text: folium's own popups would read it as HTML. It comes encoded, since folium
# reads what it has written once more as a template, on this machine: a name such as {{ ... }} would run.
TOLD = JsCode("""function (feature, layer) {
  const lines = feature.properties.says;
  if (!lines.length) return;
  layer.bindPopup(() => {
    const card = document.createElement("div");
    for (const line of lines) card.appendChild(document.createElement("p")).textContent = decodeURIComponent(line);
    return card;
  });
}""")
DOTTED = JsCode("""function (feature, at) {
  return L.circleMarker(at, {...feature.properties.style, pane: feature.properties.pane});
}""")
IMAGE = re.compile(r"url\((images/[\w-]+\.png)\)")


class Slide(MacroElement):
    """A slider between the panes of before and after."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        '({{ this.code }})({{ this._parent.get_name() }}, document.getElementById("slide"));'
        "{% endmacro %}"
    )

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.code = code


def page(document: Document, layers: Layers, lang: Lang) -> str:
    """Draw what a plan found and give the HTML: its layers to switch, and a slider between before and after."""
    say = speaker(lang, "plan")
    whole, layers = layers, near(layers)
    drawn = folium.Map(tiles=None, maxZoom=18, zoomSnap=0.25, attributionControl=False)
    drawn.default_js, drawn.default_css = [], []
    ground = "areas" if features(layers, "areas") else "demand"
    slides = document["what"] in ("site", "compare") and has_after(layers, ground)
    for pane, z_index in (("before", 410), ("after", 411), ("above", 420), ("points", 430)):
        folium.map.CustomPane(pane, z_index=z_index, pointer_events=True).add_to(drawn)
    _ground(drawn, document, layers, ground, say, slides=slides)
    for name in ("gaps", "corridor", "places", "sites"):
        _layer(drawn, name, [_drawn(name, one, document, say) for one in features(layers, name)], say)
    bounds = _bounds([one for name in layers for one in features(layers, name)])
    if bounds:
        drawn.fit_bounds(bounds, padding=(20, 20), max_zoom=16)
    folium.LayerControl(position="topright", collapsed=True).add_to(drawn)
    Scale().add_to(drawn)  # type: ignore[no-untyped-call]
    _furnish(drawn, document, whole, say, slides=slides)
    html: str = drawn.get_root().render()
    return html


def _ground(
    drawn: folium.Map, document: Document, layers: Layers, name: str, say: Say, *, slides: bool
) -> None:
    """Draw areas or demand by their share: once, or before and after in panes of their own."""
    for after in (False, True) if slides else (False,):
        pane = "after" if after else "before"
        found = [_shaded(one, document, say, after=after) for one in features(layers, name)]
        _layer(drawn, name, found, say, pane=pane, word=f"map.layer.{pane}" if slides else None)


def _layer(
    drawn: folium.Map, name: str, found: Sequence[dict[str, Any]], say: Say, *, pane: str | None = None,
    word: str | None = None,
) -> None:  # fmt: skip
    if not found:
        return
    pane = pane or ("above" if name in ("gaps", "corridor") else "points")
    for one in found:
        one["properties"]["pane"] = pane
    folium.GeoJson(
        {"type": "FeatureCollection", "features": list(found)},
        name=say(word or f"layer.{name}"),
        on_each_feature=TOLD,
        point_to_layer=DOTTED,
        pane=pane,
        smooth_factor=0.5,
    ).add_to(drawn)


def _shaded(one: Feature, document: Document, say: Say, *, after: bool) -> dict[str, Any]:
    told, share = one["properties"], share_of(one, after=after)
    unit = document["travel"]["unit"]
    is_area = "share" in told
    says = [str(told["name"] or say("area.none"))] if is_area else []
    says.append(say("map.share", share=percent(share, 1), **words.basic(document, say)))
    says.append(say("map.weight", n=amount(told.get("weight")), **words.basic(document, say)))
    if not is_area:
        says.append(say("map.cost", cost=cost(told.get("cost_after" if after else "cost"), unit, say)))
    style = {"color": PAPER, "weight": 1 if is_area else 0, "fillColor": viridis(share), "fillOpacity": 0.85,
             "radius": 4}  # fmt: skip
    return _feature(one, style, says)


def _drawn(name: str, one: Feature, document: Document, say: Say) -> dict[str, Any]:
    told = one["properties"]
    if name == "gaps":
        title = f"{told['rank']} {told.get('name') or ''}".strip()
        says = [title, say("map.gap", n=amount(told["weight"]), **words.basic(document, say))]
        return _feature(
            one, {"color": GAP, "weight": 2, "fillColor": GAP, "fillOpacity": 0.25, "radius": 6}, says
        )
    if name == "corridor":
        says = [f"{told['rank']} {told.get('road') or say('road.unnamed')} {say('direction.' + told['direction'])}",
                kilometres(told["length_km"], say)]  # fmt: skip
        return _feature(one, {"color": GAP, "weight": 5, "opacity": 0.9}, says)
    if name == "sites" and not told.get("existing"):
        says = [
            f"{told.get('rank') or ''} {told.get('name') or say('site.new')}".strip(),
            _gain(told, document, say),
        ]
        return _feature(
            one, {"color": PAPER, "weight": 2, "fillColor": INK, "fillOpacity": 1, "radius": 9}, says
        )
    says = [str(told.get("name") or told["id"])]
    says += [str(told["hours"])] if told.get("hours") else []
    says += [say(f"map.change.{told['change']}")] if told.get("change") else []
    wide = 3 if told.get("change") else 1.5
    return _feature(
        one, {"color": INK, "weight": wide, "fillColor": PAPER, "fillOpacity": 1, "radius": 5}, says
    )


def _gain(told: Any, document: Document, say: Say) -> str:
    if told.get("gain") is None:
        return f"{told['lon']:.6f}, {told['lat']:.6f}"
    if document["site"]["model"] in ("mclp", "lscp"):
        return say("map.gain", n=amount(told["gain"]), **words.basic(document, say))
    return say("map.gain.cost", cost=cost(told["gain"], document["travel"]["unit"], say))


def _feature(one: Feature, style: dict[str, Any], says: list[str]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": one["geometry"],
        "properties": {"style": style, "says": [quote(line) for line in says]},
    }


def _bounds(found: Sequence[Feature]) -> list[list[float]]:
    points = [at for one in found for _, ring in rings(one["geometry"]) for at in ring]
    if not points:
        return []
    lons, lats = [at[0] for at in points], [at[1] for at in points]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _furnish(drawn: folium.Map, document: Document, layers: Layers, say: Say, *, slides: bool) -> None:
    """Put the library and our own words into the page."""
    templates = Environment(loader=PackageLoader("web"), autoescape=True)
    head = templates.get_template("plan/map_head.html").render(
        style=Markup(IMAGE.sub(_within, library(STYLE))),  # noqa: S704 - pinned files of our own set-up
        script=Markup(library(SCRIPT).replace("</script", "<\\/script")),  # noqa: S704
        title=Markup(inert(str(escape(words.headline(document, say))))),  # noqa: S704 - escaped just here
        steps=STEPS,
    )
    notes = templates.get_template("plan/map_notes.html").render(
        headline=words.headline(document, say),
        measured=method.measured(document, say),
        thinned=thinned(layers, say),
        credits=method.owed(document),
        slides=slides,
        shaded=bool(features(layers, "areas") or features(layers, "demand")),
        say=say,
    )
    root = drawn.get_root()
    assert isinstance(root, Figure)  # noqa: S101 - for the type checker; a map always has one
    root.header.add_child(Element(verbatim(head)))
    root.html.add_child(Element(inert(notes)))
    if slides:
        Slide(templates.get_template("plan/map_slide.js").render()).add_to(drawn)


def _within(image: "re.Match[str]") -> str:
    """Put an image of the library into its style."""
    picture = (NODE_MODULES / "leaflet/dist" / image[1]).read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(picture).decode()})"
