"""What a person asked the courier's page for, as its address tells it."""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from stations.errors import BadPoint
from stations.point import Point
from stations.vocabulary import Vocabulary
from web.values import PLAIN_NUMBER
from web.words import Lang

LONGEST_Q = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked the page for. What makes no sense is left out: a page is no place for an error code."""

    lang: Lang = "zh"
    here: Point | None = None
    county: str | None = None
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    open: bool = False
    q: str | None = None
    large: bool = False

    @classmethod
    def of(cls, args: MultiDict[str, str], known: Vocabulary) -> Self:
        """Read an address."""
        return cls(
            lang="en" if args.get("lang") == "en" else "zh",
            here=_point(args.get("lon"), args.get("lat")),
            county=args.get("county", "").strip()[:40] or None,
            kinds=_chosen(args, "kind", known.kinds),
            services=_chosen(args, "service", known.services),
            open=args.get("open") == "now",
            q=" ".join(args.get("q", "").replace("\0", "").split())[:LONGEST_Q] or None,
            large=args.get("size") == "large",
        )

    @property
    def filtered(self) -> bool:
        """Whether not every place will do."""
        return bool(self.kinds or self.services or self.open)

    @property
    def manner(self) -> dict[str, str]:
        """The parameters that hold for every page: its language, and the size of its text."""
        language = {"lang": "en"} if self.lang == "en" else {}
        return language | ({"size": "large"} if self.large else {})

    def address(self, **change: object) -> str:
        """Give the address of the page for this wish, changed."""
        wish = replace(self, **change)  # type: ignore[arg-type]
        pairs = wish.manner
        if wish.here:
            pairs |= {"lon": f"{wish.here.lon:.5f}", "lat": f"{wish.here.lat:.5f}"}
        elif wish.county:
            pairs["county"] = wish.county
        if wish.open:
            pairs["open"] = "now"
        pairs |= {
            name: ",".join(values)
            for name, values in (("kind", wish.kinds), ("service", wish.services))
            if values
        }
        if wish.q:
            pairs["q"] = wish.q
        return f"/?{urlencode(pairs, safe=',')}" if pairs else "/"

    def toggled(self, name: str, code: str) -> str:
        """Give the address with one kind or service more, or less."""
        had: tuple[str, ...] = getattr(self, name)
        return self.address(
            **{name: tuple(one for one in had if one != code) if code in had else (*had, code)}
        )


def _chosen(args: MultiDict[str, str], name: str, known: Container[str]) -> tuple[str, ...]:
    asked = ",".join(args.getlist(name)).split(",")
    return tuple(dict.fromkeys(code for code in asked if code in known))


def _point(lon: str | None, lat: str | None) -> Point | None:
    try:
        return Point.of(*(float(one or "") for one in (lon, lat) if PLAIN_NUMBER.fullmatch(one or "")))
    except (BadPoint, TypeError):
        return None
