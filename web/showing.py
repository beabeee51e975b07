"""A station as a person reads it: distance, state, hours, services and dates in words."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stations.features import in_force, links, sentence
from stations.freshness import Fact, confidence
from stations.hours import PreviewDay, State, in_china, preview
from stations.opening import Moment
from stations.station import Located, Report, Station, Status
from stations.vocabulary import Vocabulary
from web.moments import ago, clock, day, weekday
from web.words import Lang, speaker

WALK_M_PER_MIN = 4500 / 60
# Streets are longer than the straight line; until roads are known, by this much.
DETOUR = 1.3
SOON_MIN = 60
# Reports that a place does not let people in, whatever its hours say.
SHUT_OUT = ("door_locked", "closed", "moved")


@dataclass(frozen=True, slots=True)
class Offer:
    """A service on a page; `inferred` when somebody only guessed it, `asked` when it was filtered for."""

    code: str
    name: str
    icon: str
    inferred: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """One of the next days on a page: its name, what is special about it, and when the place is open."""

    name: str
    special: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One place, ready to be put on a page."""

    station: Station
    lang: Lang
    words: Vocabulary
    moment: Moment
    asked: tuple[str, ...] = ()
    distance_m: float | None = None

    @property
    def say(self) -> Callable[..., str]:
        """Say a key in the page's language."""
        return speaker(self.lang)

    @property
    def name(self) -> str:
        """The name in the page's language."""
        return self.station.name_en if self.lang == "en" and self.station.name_en else self.station.name

    @property
    def kind(self) -> str:
        """The kind in words."""
        return self.words.kinds[self.station.kind].name(self.lang)

    @property
    def distance(self) -> str:
        """The distance in words, or nothing."""
        return "" if self.distance_m is None else metres(self.distance_m, self.lang)

    @property
    def walk_min(self) -> int | None:
        """How many minutes to walk, where that is a way one would walk."""
        if self.distance_m is None or self.distance_m > 10_000:
            return None
        return max(1, math.ceil(self.distance_m * DETOUR / WALK_M_PER_MIN))

    @property
    def opening(self) -> State:
        """Whether it is open, and until when."""
        return self.moment.state(self.station)

    @property
    def state(self) -> tuple[str, str]:
        """A class and words for whether it is open, and for the next change."""
        if self.station.status is not Status.OPEN:
            return "shut", self._shut_for_long()
        found = self.opening
        if found.open is None:
            return "unknown", self.say("state.unsure" if self.station.hours_text else "state.unknown")
        if found.open and any(one.what in SHUT_OUT for one in self.station.reports):
            return "doubt", self.say("state.doubt") + self._next_change(found)
        name = "open" if found.open else "shut"
        return name, self.say(f"state.{name}") + self._next_change(found)

    @property
    def warnings(self) -> list[str]:
        """What people reported and nobody has mended yet, a sentence each."""
        told = [self._report(one) for one in self.station.reports if one.what in SHUT_OUT]
        out = [self._out(code) for code in self.words.services if code in self.station.services_out]
        dry = [self._report(one) for one in self.station.reports if one.what == "no_water"]
        return told + (out or dry)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What managers answered to what is reported now: who and when, and the words."""
        return [(self.answered(one.answer.at), one.answer.text) for one in self.station.reports if one.answer]

    def answered(self, at: datetime) -> str:
        """Say that a manager answered, and on which day."""
        return self.say("answered", day=day(in_china(at), self.lang))

    @property
    def late(self) -> str:
        """A warning when it closes before one can have walked there, or nothing."""
        found = self.opening
        if not found.open or found.until is None or self.walk_min is None:
            return ""
        left_min = (found.until - self.moment.at).total_seconds() / 60
        return self.say("state.late") if self.walk_min >= left_min else ""

    @property
    def hours(self) -> str:
        """The hours in words: said, or as they were written, or as a guess, or not known."""
        said = sentence(self.station, self.lang)
        if said:
            return said
        if self.station.hours_text:
            return self.say("hours.written", hours=self.station.hours_text)
        guess = self.station.hours_inferred_text or self.station.hours_inferred
        return self.say("hours.guess", hours=guess) if guess else self.say("hours.none")

    @property
    def next_days(self) -> list[Coming]:
        """The next 14 days, with holidays and make-up workdays marked; none where the hours were not read."""
        hours, today = in_force(self.station), self.moment.at.date()
        if hours is None:
            return []
        return [self._coming(one) for one in preview(hours, today, calendar=self.moment.calendar)]

    @property
    def offers(self) -> list[Offer]:
        """All services, what was asked for first, guesses last."""
        known = [
            self._offer(code, inferred=False) for code in self.words.services if code in self.station.services
        ]
        guessed = [
            self._offer(code, inferred=True)
            for code in self.words.services
            if code in self.station.services_inferred and code not in self.station.services
        ]
        return sorted(known + guessed, key=lambda one: not one.asked)

    @property
    def about(self) -> str:
        """What stays true of it for a while, as a chat shows it below a link: kind, address, services, hours."""
        offers = [one.name for one in self.offers if not one.inferred]
        hours = sentence(self.station, self.lang)
        parts = [self.kind, self.station.address, " ".join(offers), hours or ""]
        return " · ".join(part for part in parts if part)

    @property
    def details(self) -> list[tuple[str, str]]:
        """What is particular to its kind: names and values."""
        known = self.words.details.get(self.station.kind, {})
        return [
            (known[code].name_zh if self.lang == "zh" else known[code].name_en, self._value(value))
            for code, value in self.station.details.items()
            if code in known
        ]

    @property
    def entry(self) -> str:
        """How one gets in, or nothing."""
        mode = self.words.entry_modes.get(self.station.entry_mode or "")
        parts = [mode.name(self.lang) if mode else "", self.station.entry_hint or ""]
        return self.say("comma").join(part for part in parts if part)

    def day(self, on: date) -> str:
        """Write a day as people say it."""
        return day(on, self.lang)

    @property
    def confirmed(self) -> str:
        """When somebody last confirmed that it is there."""
        return self._sure(self.station.verified_at, Fact.EXISTENCE)

    @property
    def hours_confirmed(self) -> str:
        """When somebody last confirmed its hours."""
        return self._sure(self.station.hours_verified_at, Fact.HOURS)

    @property
    def services_confirmed(self) -> str:
        """When somebody last confirmed its services."""
        return self._sure(self.station.services_verified_at, Fact.SERVICES)

    @property
    def links(self) -> dict[str, str]:
        """Addresses that open a map app there."""
        return links(self.station)

    def _report(self, one: Report) -> str:
        said = ago(one.at, self.moment.at, self.lang)
        return self.say(f"report.{one.what}", ago=said, count=one.count)

    def _out(self, code: str) -> str:
        """Say of a service that it is out, and since when, where a report of it tells that."""
        name = self.words.services[code].name(self.lang)
        told = self.station.reports
        of_it = [
            *(one for one in told if one.service == code),
            *(one for one in told if one.what == "no_water"),
        ]
        if not of_it:
            return self.say("report.out_unknown", service=name)
        return self.say("report.out", service=name, ago=ago(of_it[0].at, self.moment.at, self.lang))

    def _shut_for_long(self) -> str:
        reason = self.station.status_reason
        said = self.say(f"state.{self.station.status}") + (
            self.say("because", reason=reason) if reason else ""
        )
        until = self.station.status_until
        return said + (self.say("state.until", day=day(until, self.lang)) if until else "")

    def _next_change(self, found: State) -> str:
        if found.until is None or (not found.open and not found.then):
            return self.say("state.always") if found.open else ""
        left_min = math.ceil((found.until - self.moment.at).total_seconds() / 60)
        if found.open and left_min <= SOON_MIN:
            return self.say("state.closes_soon", minutes=left_min)
        at = clock(found.until, self.moment.at, self.lang, closing=bool(found.open))
        return self.say("state.closes" if found.open else "state.opens", time=at)

    def _coming(self, one: PreviewDay) -> Coming:
        special = ""
        if one.special:
            special = one.special.zh if self.lang == "zh" else one.special.en
            special += self.say("day.makeup") if one.day == "makeup_workday" else ""
        spans = tuple(f"{_time(start)}–{_time(end)}" for start, end in one.open_spans)
        if spans == ("00:00–24:00",):
            spans = (self.say("day.always"),)
        none = self.say("day.unknown" if one.unknown_spans else "day.closed")
        return Coming(f"{day(one.on, self.lang)} {weekday(one.on, self.lang)}", special, spans or (none,))

    def _sure(self, on: date | None, fact: Fact) -> str:
        at = self.moment.at
        return confidence(on, at.date(), fact, left_locked=self.station.left_locked(at)).words(self.lang)

    def _offer(self, code: str, *, inferred: bool) -> Offer:
        word = self.words.services[code]
        return Offer(code, word.name(self.lang), word.icon, inferred, code in self.asked)

    def _value(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return str(value)


def shown(
    found: Iterable[Located], words: Vocabulary, moment: Moment, *, lang: Lang, asked: tuple[str, ...]
) -> list[Shown]:
    """Make what a lookup found ready for a page."""
    return [Shown(one.station, lang, words, moment, asked, one.distance_m) for one in found]


def metres(distance_m: float, lang: Lang) -> str:
    """Write a distance: 320 米, 1.2 公里."""
    say = speaker(lang)
    if distance_m < 995:
        return say("metres", number=max(10, round(distance_m / 10) * 10))
    kilometres = distance_m / 1000
    return say("kilometres", number=f"{kilometres:.1f}" if kilometres < 99.95 else f"{kilometres:.0f}")


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
