"""A station as a person reads it: distance, state, services and dates in words."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stations.station import Located, Station, Status
from stations.vocabulary import Vocabulary
from web.features import links
from web.params import CHINA
from web.words import Lang, speaker

WALK_M_PER_MIN = 4500 / 60
# Streets are longer than the straight line; until roads are known, by this much.
DETOUR = 1.3
IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A service on a page; `inferred` when somebody only guessed it, `asked` when it was filtered for."""

    code: str
    name: str
    icon: str
    inferred: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One place, ready to be put on a page."""

    station: Station
    lang: Lang
    words: Vocabulary
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
    def walk(self) -> str:
        """How many minutes to walk, where that is a way one would walk."""
        if self.distance_m is None or self.distance_m > 10_000:
            return ""
        minutes = max(1, math.ceil(self.distance_m * DETOUR / WALK_M_PER_MIN))
        return self.say("walk", minutes=minutes)

    @property
    def state(self) -> tuple[str, str]:
        """A class and words for whether it is open. Hours are not read yet, so none is known to be."""
        if self.station.status is Status.OPEN:
            return "unknown", self.say("state.unread" if self.station.hours else "state.unknown")
        reason = self.station.status_reason
        said = self.say(f"state.{self.station.status}") + (
            self.say("because", reason=reason) if reason else ""
        )
        until = self.station.status_until
        return "shut", said + (self.say("state.until", day=day(until, self.lang)) if until else "")

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
    def details(self) -> list[tuple[str, str]]:
        """What is particular to its kind: names and values."""
        known = self.words.details.get(self.station.kind, {})
        return [(known[code].name_zh if self.lang == "zh" else known[code].name_en, self._value(value))
                for code, value in self.station.details.items() if code in known]  # fmt: skip

    @property
    def entry(self) -> str:
        """How one gets in, or nothing."""
        mode = self.words.entry_modes.get(self.station.entry_mode or "")
        parts = [mode.name(self.lang) if mode else "", self.station.entry_hint or ""]
        return self.say("comma").join(part for part in parts if part)

    @property
    def confirmed(self) -> str:
        """When somebody last confirmed that it is there."""
        return ago(self.station.verified_at, datetime.now(CHINA).date(), self.lang)

    @property
    def links(self) -> dict[str, str]:
        """Addresses that open a map app there."""
        return links(self.station)

    def _offer(self, code: str, *, inferred: bool) -> Offer:
        word = self.words.services[code]
        return Offer(code, word.name(self.lang), word.icon, inferred, code in self.asked)

    def _value(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return str(value)


def shown(found: Iterable[Located], words: Vocabulary, *, lang: Lang, asked: tuple[str, ...]) -> list[Shown]:
    """Make what a lookup found ready for a page."""
    return [Shown(one.station, lang, words, asked, one.distance_m) for one in found]


def metres(distance_m: float, lang: Lang) -> str:
    """Write a distance: 320 米, 1.2 公里."""
    say = speaker(lang)
    if distance_m < 995:
        return say("metres", number=max(10, round(distance_m / 10) * 10))
    kilometres = distance_m / 1000
    return say("kilometres", number=f"{kilometres:.1f}" if kilometres < 99.95 else f"{kilometres:.0f}")


def day(value: date, lang: Lang) -> str:
    """Write a day: 11月20日."""
    return f"{value.month}月{value.day}日" if lang == "zh" else f"{value.day} {value:%b}"


def ago(value: date | None, today: date, lang: Lang) -> str:
    """Tell how long ago something was confirmed, in words a person understands."""
    say = speaker(lang)
    if value is None:
        return say("confirmed.never")
    days = (today - value).days
    if days < 1:
        return say("confirmed.today")
    if days < 60:
        return say("confirmed.days", days=days)
    return say("confirmed.months", months=days // 30) if days < 365 else say("confirmed.long")
