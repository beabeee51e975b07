"""The plots of a plan: coverage against the number of sites with its bound, by hour of the week, and by area."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from web.plans.colours import viridis
from web.plans.numbers import DAYS, Say, cost, day, percent
from web.plans.picture import INK, QUIET, Dot, Mark, Picture, Words, box, line
from web.plans.words import Document

WIDTH = 400.0
SMALL, TEXT = 12.0, 14.0
MOST_AREAS = 20
FAINT = "#e3ded6"
CELL, ROW, LEFT = 14.0, 22.0, 56.0
BAR, GAP = 24.0, 150.0


def plots(document: Document, say: Say) -> list[Picture]:
    """Draw all plots that a plan has figures for."""
    drawn = [curve(document, say), hours(document, say), areas(document, say)]
    return [one for one in drawn if one is not None]


def hours(document: Document, say: Say) -> Picture | None:
    """Draw coverage by hour of the week and of a holiday as a heat map; of a change, what comes after it."""
    rows = (document.get("compare") or {}).get("by_hour") or document.get("by_hour")
    if not rows:
        return None
    shares = {(one["day"], one["hour"]): one.get("after", one.get("share")) for one in rows}
    known = [share for share in shares.values() if share is not None]
    if not known:
        return None
    least = min(shares, key=lambda at: math.inf if shares[at] is None else shares[at])
    bottom = 8 + ROW * len(DAYS)
    marks: list[Mark] = []
    for nth, name in enumerate(DAYS):
        top = 8 + ROW * nth
        marks.append(Words(LEFT - 6, top + 16, day(name, say), SMALL, "end"))
        marks += [
            box(LEFT + CELL * hour, top, CELL - 1, ROW - 1, viridis(shares.get((name, hour))))
            for hour in range(24)
        ]
    marks.append(
        box(LEFT + CELL * least[1] - 0.5, 8 + ROW * DAYS.index(least[0]) - 0.5, CELL, ROW, None, INK)
    )
    marks += [Words(LEFT + CELL * hour, bottom + 15, f"{hour}", SMALL, "middle") for hour in range(0, 25, 6)]
    marks.append(Words(LEFT + CELL * 9, bottom + 15, say("plot.hour"), SMALL, "middle", QUIET))
    marks += _scale(LEFT, bottom + 26)
    marks.append(box(LEFT + CELL * 24 - 106, bottom + 25, CELL, 16, None, INK))
    marks.append(
        Words(LEFT + CELL * 24 - 86, bottom + 38, say("plot.least", least=percent(min(known))), TEXT)
    )
    title = say("plot.hours", least=percent(min(known)), most=percent(max(known)))
    return Picture(WIDTH, bottom + 46, title, tuple(marks))


def _scale(left: float, top: float) -> list[Mark]:
    """Draw what the colours mean: from none to all."""
    steps = [box(left + 6.0 * nth, top, 6.2, 14, viridis(nth / 20)) for nth in range(21)]
    return [
        *steps,
        Words(left - 6, top + 12, "0 %", SMALL, "end"),
        Words(left + 132, top + 12, "100 %", SMALL),
    ]


def areas(document: Document, say: Say) -> Picture | None:
    """Draw the share of each area as a bar, the worst first; of a change, before and after."""
    told = (document.get("compare") or {}).get("by_area") or document.get("by_area") or []
    rows = [(one["name"] or say("area.none"), *_shares(one)) for one in told]
    known = sorted(
        ((name, before, share) for name, before, share in rows if share is not None), key=lambda row: row[2]
    )
    if not known:
        return None
    marks: list[Mark] = []
    wide = WIDTH - GAP - 62
    for nth, (name, before, share) in enumerate(known[:MOST_AREAS]):
        top = 6 + BAR * nth
        marks.append(Words(GAP - 8, top + 15, _cut(str(name)), SMALL, "end"))
        marks.append(box(GAP, top, wide, BAR - 6, "#efeae2"))
        marks.append(box(GAP, top, wide * share, BAR - 6, viridis(share)))
        if before is not None:
            at = GAP + wide * before
            marks.append(line([(at, top - 2), (at, top + BAR - 4)], INK, 2))
        marks.append(Words(WIDTH - 4, top + 15, percent(share, 1), SMALL, "end"))
    bottom = 6 + BAR * min(len(known), MOST_AREAS)
    if len(known) > MOST_AREAS:
        marks.append(
            Words(GAP, bottom + 14, say("plot.more_areas", n=len(known) - MOST_AREAS), SMALL, colour=QUIET)
        )
        bottom += 20
    if any(row[1] is not None for row in known):
        marks.append(Words(GAP, bottom + 14, say("plot.before"), SMALL, colour=QUIET))
        bottom += 20
    return Picture(WIDTH, bottom + 4, say("plot.areas"), tuple(marks))


def _shares(one: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if "after" in one:
        return one["before"]["share"], one["after"]["share"]
    return None, one["share"]


def _cut(name: str) -> str:
    """Shorten a name to what has room, a Chinese sign counted as two."""
    room = 22
    for nth, sign in enumerate(name):
        room -= 1 if sign.isascii() else 2
        if room < 0:
            return name[: max(nth - 1, 1)] + "…"
    return name


def curve(document: Document, say: Say) -> Picture | None:
    """Draw what each number of sites reaches, and the bound that none can pass."""
    told = document.get("site") or {}
    rows = sorted(
        (one for one in told.get("curve") or () if one["value"] is not None), key=lambda one: one["sites"]
    )
    if len(rows) < 2:
        return None
    weight = document["figures"]["weight"] if told["model"] in ("mclp", "lscp") else None
    unit = document["travel"]["unit"]

    def said(value: float, digits: int = 1) -> str:
        return percent(value / weight, digits) if weight else cost(value, unit, say)

    values = [one["value"] for one in rows]
    bounds = [one["bound"] for one in rows if one["bound"] is not None]
    frame = _Frame(rows[0]["sites"], rows[-1]["sites"], max(*values, *bounds), weight)
    marks = frame.axes(said, say("plot.sites"))
    limit = [frame.at(one["sites"], one["bound"]) for one in rows if one["bound"] is not None]
    reached = [frame.at(one["sites"], one["value"]) for one in rows]
    if len(limit) > 1:
        marks.append(line(limit, QUIET, 2, dashed=True))
        marks.append(
            Words(
                limit[-1][0],
                limit[-1][1] - 9,
                say("plot.bound", value=said(bounds[-1])),
                SMALL,
                "end",
                QUIET,
                halo=True,
            )
        )
    marks.append(line(reached, viridis(0.25), 2.5))
    marks += [Dot(*at, 3, viridis(0.25)) for at in reached] if len(reached) <= 40 else []
    below = 18 if len(limit) > 1 and limit[-1][1] <= reached[-1][1] else -9
    marks.append(
        Words(
            reached[-1][0],
            reached[-1][1] + below,
            say("plot.plan", value=said(values[-1])),
            SMALL,
            "end",
            INK,
            halo=True,
        )
    )
    return Picture(
        WIDTH, frame.HEIGHT, say("plot.curve", sites=rows[-1]["sites"], value=said(values[-1])), tuple(marks)
    )


class _Frame:
    """Where numbers of sites and values lie on the paper; shares begin at nothing and end at all or sooner."""

    HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 260.0, 26.0, 40.0, 62.0, 14.0

    def __init__(self, first: float, last: float, most: float, weight: float | None) -> None:
        self.first, self.last = first, max(last, first + 1)
        self.step = _step(most, of=weight)
        self.most = self.step * math.ceil(most / self.step - 1e-9)
        if weight:
            self.most = min(self.most, weight)

    def at(self, sites: float, value: float) -> tuple[float, float]:
        wide = WIDTH - self.LEFT - self.RIGHT
        high = self.HEIGHT - self.TOP - self.BOTTOM
        x = self.LEFT + wide * (sites - self.first) / (self.last - self.first)
        return x, self.HEIGHT - self.BOTTOM - high * value / (self.most or 1.0)

    def axes(self, said: Any, under: str) -> list[Mark]:
        marks: list[Mark] = []
        for nth in range(math.floor(self.most / self.step + 1e-9) + 1):
            value = nth * self.step
            _, y = self.at(self.first, value)
            marks.append(line([(self.LEFT, y), (WIDTH - self.RIGHT, y)], FAINT))
            marks.append(Words(self.LEFT - 6, y + 4, said(value, 0), SMALL, "end"))
        for sites in _whole(self.first, self.last):
            x, y = self.at(sites, 0)
            marks.append(line([(x, y), (x, y + 4)]))
            marks.append(Words(x, y + 17, f"{sites}", SMALL, "middle"))
        marks.append(
            Words((self.LEFT + WIDTH - self.RIGHT) / 2, self.HEIGHT - 6, under, SMALL, "middle", QUIET)
        )
        return marks


def _step(most: float, *, of: float | None) -> float:
    """Choose a step of 1, 2 or 5 times a power of ten, of which four to eight have room; of shares, in per cent."""
    unit = of / 100 if of else 1.0
    rough = max(most / unit, 1e-9) / 5
    ten = 10.0 ** math.floor(math.log10(rough))
    return unit * next(ten * times for times in (1, 2, 5, 10) if rough <= ten * times)


def _whole(first: float, last: float) -> Sequence[int]:
    step = max(1, math.ceil((last - first) / 8))
    nice = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if one >= step)
    return [one for one in range(int(first), int(last) + 1) if one == first or one % nice == 0]
