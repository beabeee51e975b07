"""One day painted by the rules that match it: which minutes are open, closed, or not known."""

from itertools import pairwise
from typing import NamedTuple

from stations.hours.model import DAY_MIN, Hours, Join, Meaning, Rule, Span

TWO_DAYS_MIN = 2 * DAY_MIN
WHOLE_DAY = (Span(0, DAY_MIN),)
VALUES = {Meaning.OPEN: True, Meaning.CLOSED: False, Meaning.UNKNOWN: None}


class Segment(NamedTuple):
    """Some minutes in which one thing holds; `value` is true for open, None for not known."""

    start: int
    end: int
    value: bool | None
    comment: str = ""


class Layer(NamedTuple):
    """What one rule says of its times; `fallback` where it only counts when nothing else is open."""

    segments: list[Segment]
    fallback: bool


def painted(hours: Hours, matched: tuple[bool, ...]) -> tuple[Segment, ...]:
    """Paint a day and the night after it, minutes 0 to 2880, by the rules that match; gaps are closed.

    An open or unknown rule replaces what earlier rules say of the whole day, as does `off` without times; `off` with
    times takes only these away.
    """
    layers: list[Layer] = []
    for rule, holds in zip(hours.rules, matched, strict=True):
        if not holds:
            continue
        if rule.join is Join.OVERRIDE and (rule.meaning is not Meaning.CLOSED or not rule.spans):
            layers.clear()
        layers.append(Layer(list(_segments(rule)), rule.join is Join.FALLBACK))
    return merged(_pile(layers))


def merged(segments: list[Segment]) -> tuple[Segment, ...]:
    """Join neighbours in which the same holds."""
    found: list[Segment] = []
    for one in segments:
        if found and found[-1].end == one.start and found[-1][2:] == one[2:]:
            found[-1] = found[-1]._replace(end=one.end)
        else:
            found.append(one)
    return tuple(found)


def _segments(rule: Rule) -> list[Segment]:
    value = VALUES[rule.meaning]
    found = []
    for span in rule.spans or WHOLE_DAY:
        if span.end > span.start:
            found.append(Segment(span.start, span.end, value, rule.comment))
        if span.open_end:
            found.append(Segment(span.end, open_end_guess(span.end), None, rule.comment))
    return sorted(found, key=lambda one: one.value is not True)


def open_end_guess(minute: int) -> int:
    """Guess until when an open end can last, as opening_hours.js does: to midnight, or into the night."""
    if minute < 17 * 60:
        return DAY_MIN
    return min(minute + (600 if minute < 22 * 60 else 480), TWO_DAYS_MIN)


def _pile(layers: list[Layer]) -> list[Segment]:
    cuts = sorted({edge for layer in layers for one in layer.segments for edge in one[:2]})
    found = []
    for start, end in pairwise(cuts):
        top = _top(layers, start)
        if top is not None:
            found.append(Segment(start, end, top.value, top.comment))
    return found


def _top(layers: list[Layer], minute: int) -> Segment | None:
    top: Segment | None = None
    for layer in layers:
        if layer.fallback and top is not None and top.value is not False:
            continue
        here = next((one for one in layer.segments if one.start <= minute < one.end), None)
        top = here or top
    return top
