"""Options read one by one from what was asked, each refused by name when it cannot be worked with."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from stations.errors import BadPlan

_MISSING = object()


class Options:
    """What was asked, read member by member; whatever is left over at the end is refused."""

    def __init__(self, given: Mapping[str, Any], within: str = "") -> None:
        self._given = dict(given)
        self._within = within
        self._read: list[str] = []

    def text(self, name: str, default: str | None = None, *, one_of: Sequence[str] = ()) -> str:
        """Read a text, of a few where these are named."""
        found = self._take(name, default)
        if not isinstance(found, str) or not found.strip():
            raise self._wrong(name, f"is {found!r}: give a text")
        if one_of and found not in one_of:
            raise self._unknown(name, found, one_of)
        return found

    def text_or_none(self, name: str, *, one_of: Sequence[str] = ()) -> str | None:
        """Read a text that need not be there."""
        return None if self._given.get(name) is None and self._took(name) else self.text(name, one_of=one_of)

    def number(
        self, name: str, default: float | None = None, *, above: float = -math.inf, most: float = math.inf
    ) -> float:
        """Read a number that is more than one and at most another."""
        found = self._take(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise self._wrong(name, f"is {found!r}: give a number")
        if not above < found <= most:
            bounds = [f"more than {above:g}"] * math.isfinite(above) + [f"at most {most:g}"] * math.isfinite(
                most
            )
            raise self._wrong(name, f"is {found:g}: give {', '.join(bounds)}")
        return float(found)

    def number_or_none(self, name: str, *, above: float = -math.inf, most: float = math.inf) -> float | None:
        """Read a number that need not be there."""
        absent = self._given.get(name) is None and self._took(name)
        return None if absent else self.number(name, above=above, most=most)

    def whole(self, name: str, default: int | None = None, *, least: int = 0, most: int = 10**9) -> int:
        """Read a whole number."""
        found = self.number(name, default)
        if found != int(found) or not least <= found <= most:
            raise self._wrong(name, f"is {found:g}: give a whole number from {least} to {most:,}")
        return int(found)

    def yes(self, name: str, *, default: bool) -> bool:
        """Read yes or no."""
        found = self._take(name, default)
        if not isinstance(found, bool):
            raise self._wrong(name, f"is {found!r}: give true or false")
        return found

    def texts(self, name: str, default: Sequence[str] = (), *, one_of: Sequence[str] = ()) -> tuple[str, ...]:
        """Read a list of texts, of a few where these are named."""
        found = self._take(name, list(default))
        if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
            raise self._wrong(name, f"is {found!r}: give a list of texts")
        for one in found:
            if one_of and one not in one_of:
                raise self._unknown(name, one, one_of)
        return tuple(found)

    def wholes(self, name: str) -> tuple[int, ...]:
        """Read a list of whole numbers."""
        found = self._take(name, [])
        if not isinstance(found, list | tuple) or not all(type(one) is int for one in found):
            raise self._wrong(name, f"is {found!r}: give a list of whole numbers")
        return tuple(found)

    def below(self, name: str) -> "Options":
        """Read options that stand together under one name; none where there is nothing."""
        found = self._take(name, {})
        if not isinstance(found, Mapping):
            raise self._wrong(name, f"is {found!r}: give its options by name")
        return Options(found, self._name(name))

    def rows(self, name: str, *, most: int) -> tuple[Mapping[str, Any], ...]:
        """Read a list of options."""
        found = self._take(name, [])
        if not isinstance(found, list | tuple) or not all(isinstance(one, Mapping) for one in found):
            raise self._wrong(name, "is no list of options by name")
        if len(found) > most:
            raise self._wrong(name, f"has {len(found):,} rows, and {most:,} is the most")
        return tuple(found)

    def done(self) -> None:
        """Refuse what nobody read."""
        for name in self._given:
            if name not in self._read:
                raise BadPlan(
                    f"there is no option '{self._name(name)}' here: there are {', '.join(self._read)}"
                )

    def _wrong(self, name: str, rule: str) -> BadPlan:
        return BadPlan(f"{self._name(name)} {rule}", f"options.{self._name(name)}")

    def _unknown(self, name: str, given: str, there: Sequence[str]) -> BadPlan:
        return BadPlan(
            f"there is no {self._name(name)} '{given}': there are {', '.join(there)}",
            f"options.{self._name(name)}",
        )

    def _take(self, name: str, default: Any = _MISSING) -> Any:
        self._took(name)
        found = self._given.get(name)
        if found is not None:
            return found
        if default is _MISSING or default is None:
            raise self._wrong(name, "is missing")
        return default

    def _took(self, name: str) -> bool:
        self._read.append(name)
        return True

    def _name(self, name: str) -> str:
        return f"{self._within}.{name}" if self._within else name
