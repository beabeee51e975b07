"""What the courier's list holds: the nearest places, or what a text finds, and words for when there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stations.counties import Choice
from stations.lookup import Hint, Question
from stations.point import Point
from stations.vocabulary import Vocabulary
from web import lookups, searches
from web.opening import moment
from web.showing import Shown, metres, shown
from web.wish import Wish
from web.words import speaker

LISTED = 20
# Of the nearest so many, those that are shut but open later come after the open ones.
LATER_AMONG, LATER_LISTED = 60, 5
# Beyond this, "nearest" deserves a word before the list: few walk farther for hot water.
NEARBY_KM = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A way on where nothing is near: a sentence, the address it leads to, and the place, if it is one's card."""

    said: str
    address: str = ""
    place: Shown | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """The list around a point, or around the county in the middle of `place`; `ready` is false without a picture."""

    here: Point | None = None
    place: Choice | None = None
    rows: Sequence[Shown] = ()
    later: Sequence[Shown] = ()
    ready: bool = True
    nothing: str = ""
    ways: Sequence[Way] = ()

    @property
    def made_up(self) -> bool:
        """Whether any place of it is made up."""
        return any(one.station.made_up for one in self.rows)


def choice(listed: Sequence[Choice], county: str | None) -> Choice | None:
    """Find a county by its code or name among those that have places."""
    return next((one for one in listed if county in (one.code, one.name)), None) if county else None


def panel(wish: Wish, listed: Sequence[Choice], known: Vocabulary) -> Panel:
    """Look up what somebody wished for."""
    if wish.q:
        return _found(wish, wish.q, listed, known)
    here, place = _where(wish, listed)
    if here is None:
        return Panel()
    question = _question(wish, here)
    rows = _shown(question, wish, known)
    if wish.here:
        searches.note(wish.here, rows[0].distance_m if rows else None)
    later = _later(question, wish, known) if wish.open else []
    nothing, ways = _scarce(wish, question, rows, later, known)
    if wish.here is None:
        rows, later = _nowhere(rows), _nowhere(later)
    return Panel(here, place, rows, later, True, nothing, ways)  # noqa: FBT003 - named in the class


def _nowhere(rows: Sequence[Shown]) -> list[Shown]:
    """Say no distance: those from the middle of a county are nobody's way."""
    return [replace(one, distance_m=None) for one in rows]


def _found(wish: Wish, text: str, listed: Sequence[Choice], known: Vocabulary) -> Panel:
    place = choice(listed, wish.county)
    amid = Point(place.lon, place.lat) if place else None
    found = lookups.find(text, wish.here or amid, LISTED)
    now = moment()
    rows = [
        Shown(station, wish.lang, known, now, wish.services, distance_m if wish.here else None)
        for station, distance_m in found or []
    ]
    return Panel(wish.here, place, rows, ready=found is not None, ways=_meant(wish, text, known))


def _meant(wish: Wish, text: str, known: Vocabulary) -> list[Way]:
    """Offer the filter to who typed the word of a service or a kind: 热水 is rarely a name."""
    word = text.replace(" ", "").casefold()
    services = {one.name(wish.lang).casefold(): code for code, one in known.services.items()}
    kinds = {one.name(wish.lang).casefold(): code for code, one in known.kinds.items()}
    service = known.service_words.get(word) or services.get(text.casefold())
    kind = known.brands.get(text) or kinds.get(text.casefold())
    if service:
        name, address = known.services[service].name(wish.lang), wish.address(q=None, services=(service,))
    elif kind:
        name, address = known.kinds[kind].name(wish.lang), wish.address(q=None, kinds=(kind,))
    else:
        return []
    return [Way(speaker(wish.lang)("search.meant", name=name), address)]


def _where(wish: Wish, listed: Sequence[Choice]) -> tuple[Point | None, Choice | None]:
    """Tell around which point to look: the person's, the chosen county's, the one's with the most places."""
    if wish.here:
        return wish.here, None
    chosen = choice(listed, wish.county) or next(iter(listed), None)
    return (Point(chosen.lon, chosen.lat), chosen) if chosen else (lookups.somewhere(), None)


def _question(wish: Wish, here: Point) -> Question:
    wanted = moment().open if wish.open else None
    return Question(here, limit=LISTED, kinds=wish.kinds, services=wish.services, open=wanted)


def _shown(question: Question, wish: Wish, known: Vocabulary) -> list[Shown]:
    return shown(lookups.nearest(question), known, moment(), lang=wish.lang, asked=wish.services)


def _later(question: Question, wish: Wish, known: Vocabulary) -> list[Shown]:
    """The nearest places that are shut now and known to open within 14 days."""
    found = _shown(replace(question, open=None, limit=LATER_AMONG), wish, known)
    return [one for one in found if one.opening.open is False and one.opening.then][:LATER_LISTED]


def _scarce(
    wish: Wish, question: Question, rows: Sequence[Shown], later: Sequence[Shown], known: Vocabulary
) -> tuple[str, list[Way]]:
    """Say that nothing like it is near, and what is nearest; nothing to say where something is."""
    say = speaker(wish.lang)
    far_m = rows[0].distance_m if rows else None
    near_enough = rows and (wish.here is None or (far_m or 0) <= NEARBY_KM * 1_000)
    if near_enough or not (rows or wish.filtered):
        return "", []
    if not rows:
        nothing = say("nothing.of", wanted=_wanted(wish, known))
    else:
        key = "nothing.within" if wish.filtered else "nothing.any"
        reach, distance = say("kilometres", number=NEARBY_KM), rows[0].distance
        nothing = say(key, within=reach, wanted=_wanted(wish, known), distance=distance)
    hint = lookups.hint(question) if wish.filtered else None
    ways = []
    if hint and (far_m is None or hint.distance_m < far_m):
        ways.append(_dropping(hint, wish, known))
    if later and (far_m is None or (later[0].distance_m or 0) < far_m):
        first = later[0]
        said = say("nothing.later", distance=first.distance, name=first.name, state=first.state[1])
        ways.append(Way(said, place=first))
    return nothing, ways


def _wanted(wish: Wish, known: Vocabulary) -> str:
    """All filters in words: 营业中 + 热饭."""
    opened = [speaker(wish.lang)("filter.open")] if wish.open else []
    kinds = [" / ".join(known.kinds[code].name(wish.lang) for code in wish.kinds)] if wish.kinds else []
    return " + ".join([*opened, *(known.services[code].name(wish.lang) for code in wish.services), *kinds])


def _dropping(hint: Hint, wish: Wish, known: Vocabulary) -> Way:
    """A sentence for what to drop, and the address that drops it."""
    if hint.parameter == "service":
        dropped = known.services[hint.value].name(wish.lang)
        address = wish.toggled("services", hint.value)
    elif hint.parameter == "open":
        dropped = speaker(wish.lang)("filter.open")
        address = wish.address(open=False)
    else:
        dropped = speaker(wish.lang)("filter.kind")
        address = wish.address(kinds=())
    distance = metres(hint.distance_m, wish.lang)
    return Way(speaker(wish.lang)("nothing.hint", dropped=dropped, distance=distance), address)
