"""The map of a plan as a drawing: for the page before anything is opened, for the report, and for paper."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from web.plans.colours import UNKNOWN, viridis
from web.plans.layers import Feature, Layers, features, has_after, near, rings, share_of
from web.plans.numbers import Say, kilometres
from web.plans.picture import INK, PAPER, QUIET, Dot, Mark, Path, Picture, Words, box, line
from web.plans.words import Document

WIDTH, TALLEST, MARGIN, FOOT = 400.0, 420.0, 10.0, 44.0
SMALL = 12.0
GAP = "#7a2a22"  # darker than the mark's red, told from viridis by its hatching edge as well
MOST_GAPS, MOST_NAMED = 200, 9
EARTH_M = 111_320.0


class Frame(NamedTuple):
    """A piece of the earth on paper: degrees to units, lengths alike in both directions at its middle."""

    west: float
    north: float
    x_scale: float
    y_scale: float
    left: float
    top: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Place a point."""
        return self.left + (lon - self.west) * self.x_scale, self.top + (self.north - lat) * self.y_scale

    @property
    def metres(self) -> float:
        """How many metres a unit is."""
        return EARTH_M / self.y_scale


def still(document: Document, layers: Layers, say: Say) -> Picture | None:
    """Draw the map: areas or demand by their share, gaps, roads, places and sites; None where nothing has a place."""
    layers = near(layers)
    shown = {
        name: features(layers, name) for name in ("areas", "demand", "gaps", "corridor", "places", "sites")
    }
    frame = _frame([one for found in shown.values() for one in found])
    if frame is None:
        return None
    ground = "areas" if shown["areas"] else "demand"
    after = document["what"] in ("site", "compare") and has_after(layers, ground)
    marks = [mark for one in shown[ground] for mark in _area(one, frame, after=after)]
    marks += [mark for one in shown["gaps"][:MOST_GAPS] for mark in _gap(one, frame)]
    marks += [mark for one in shown["corridor"] for mark in _road(one, frame)]
    marks += [mark for one in shown["places"] for mark in _place(one, frame)]
    marks += [mark for one in shown["sites"] for mark in _site(one, frame)]
    marks += _foot(frame, shown, say)
    if after:
        marks.append(Words(MARGIN, frame.height + 38, say("map.after"), SMALL, colour=QUIET))
    title = say("map.title", places=len(shown["places"]), gaps=len(shown["gaps"]))
    return Picture(WIDTH, frame.height + FOOT, title, tuple(marks))


def _frame(found: Sequence[Feature]) -> Frame | None:
    """Fit all that is shown into the paper; what crosses the 180th meridian is drawn in one piece."""
    points = [at for one in found for _, ring in rings(one["geometry"]) for at in ring]
    if not points:
        return None
    lons, lats = [at[0] for at in points], [at[1] for at in points]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    narrow = max(math.cos(math.radians((south + north) / 2)), 0.01)
    high = max(north - south, 1e-4)
    wide = max((east - west) * narrow, 1e-4)
    y_scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
    left = (WIDTH - wide * y_scale) / 2
    return Frame(west, north, y_scale * narrow, y_scale, left, MARGIN, max(high * y_scale + 2 * MARGIN, 60.0))


def _area(one: Feature, frame: Frame, *, after: bool) -> list[Mark]:
    share = share_of(one, after=after)
    closed = [ring for is_closed, ring in rings(one["geometry"]) if is_closed]
    if closed:
        return [_filled(closed, frame, viridis(share), PAPER, 0.6)]
    return [Dot(*frame.at(*ring[0]), 1.8, viridis(share)) for _, ring in rings(one["geometry"])]


def _gap(one: Feature, frame: Frame) -> list[Mark]:
    closed = [ring for is_closed, ring in rings(one["geometry"]) if is_closed]
    rank = one["properties"].get("rank") or 0
    drawn: list[Mark] = []
    if closed:
        drawn = [_filled(closed, frame, GAP, None, 0, 0.35), _filled(closed, frame, None, GAP, 1.2)]
        x, y = _middle(closed, frame)
    else:
        x, y = frame.at(*next(rings(one["geometry"]))[1][0])
        drawn = [Dot(x, y, 4, GAP, PAPER)]
    if 0 < rank <= MOST_NAMED:
        drawn.append(Words(x, y + 5, f"{rank}", 14, "middle", INK, halo=True))
    return drawn


def _road(one: Feature, frame: Frame) -> list[Mark]:
    lines = [[frame.at(*at) for at in ring] for _, ring in rings(one["geometry"])]
    rank = one["properties"].get("rank") or 0
    drawn: list[Mark] = [line(points, GAP, 3.5) for points in lines]
    if lines and 0 < rank <= MOST_NAMED:
        x, y = lines[0][len(lines[0]) // 2]
        drawn.append(Words(x + 6, y - 6, f"{rank}", 14, "start", INK, halo=True))
    return drawn


def _place(one: Feature, frame: Frame) -> list[Mark]:
    x, y = frame.at(*next(rings(one["geometry"]))[1][0])
    change = one["properties"].get("change")
    if change is None:
        return [Dot(x, y, 2.6, PAPER, INK, 1.2)]
    sign = {"add": "+", "close": "×", "move": "»", "hours": "±"}.get(change, "±")
    return [Dot(x, y, 7, PAPER, INK, 1.6), Words(x, y + 5, sign, 14, "middle")]


def _site(one: Feature, frame: Frame) -> list[Mark]:
    x, y = frame.at(*next(rings(one["geometry"]))[1][0])
    if one["properties"].get("existing"):
        return [Dot(x, y, 2.6, PAPER, INK, 1.2)]
    rank = one["properties"].get("rank")
    return [Dot(x, y, 8, INK, PAPER, 1.5), Words(x, y + 4.5, f"{rank or ''}", 12, "middle", PAPER)]


def _foot(frame: Frame, shown: dict[str, list[Feature]], say: Say) -> list[Mark]:
    """Draw the scale bar, and what the colours mean."""
    y = frame.height + 4
    metres = _round(frame.metres * 110)
    wide = metres / frame.metres
    said = kilometres(metres / 1000, say) if metres >= 1000 else say("cost.m", n=f"{metres:g}")
    end = MARGIN + wide
    bar = line([(MARGIN, y + 8), (MARGIN, y + 12), (end, y + 12), (end, y + 8)], INK, 1.4)
    marks: list[Mark] = [bar, Words(end + 6, y + 14, said, SMALL)]
    if shown["areas"] or shown["demand"]:
        left = WIDTH - 180
        marks += [box(left + 5.0 * nth, y + 3, 5.2, 12, viridis(nth / 20)) for nth in range(21)]
        marks += [Words(left - 4, y + 14, "0 %", SMALL, "end"), Words(left + 109, y + 14, "100 %", SMALL)]
        unknown = any(share_of(one) is None for one in shown["areas"])
        if unknown:
            marks += [box(left, y + 22, 12, 12, UNKNOWN), Words(left + 17, y + 32, say("map.unknown"), SMALL)]
    return marks


def _filled(
    closed: list[list[tuple[float, float]]], frame: Frame, fill: str | None, edge: str | None, width: float,
    opacity: float = 1.0,
) -> Path:  # fmt: skip
    drawn = tuple([frame.at(*at) for at in ring] for ring in closed)
    return Path(drawn, fill, edge, width, opacity)


def _middle(closed: list[list[tuple[float, float]]], frame: Frame) -> tuple[float, float]:
    longest: Any = max(closed, key=len)
    points = [frame.at(*at) for at in longest]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _round(value: float) -> float:
    ten = 10.0 ** math.floor(math.log10(value))
    return next(ten * times for times in (5, 2, 1) if ten * times <= value)
