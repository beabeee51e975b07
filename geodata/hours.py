"""The hours of a list: which of them could be read, and the very part of the others that was not understood."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.frames import Doubt
from stations.hours import read

LONGEST_SHOWN = 80
CURE = "write it like 周一至周五 9:00-17:00: waystation hours TEXT tells how a text is read"
FIELDS = ("hours", "hours_inferred")


@dataclass(frozen=True)
class KeptAsText:
    """Hours that could not be read: the field, the text, the part that was not understood, why, and the rows."""

    field: str
    text: str
    not_understood: str
    why: str
    rows: Sequence[int]

    @property
    def guess(self) -> bool:
        """Whether somebody guessed these hours."""
        return self.field == "hours_inferred"

    @property
    def reason(self) -> str:
        """The part that was not understood, and why, as one sentence."""
        quoted = f"{self.not_understood!r} "
        rest = (
            self.why.removeprefix(quoted)
            if self.why.startswith(quoted)
            else f"was not understood: {self.why}"
        )
        return f"«{short(self.not_understood)}» {rest}"

    def doubts(self) -> Iterator[Doubt]:
        """Give the finding of each row."""
        said = "guessed hours" if self.guess else "hours"
        detail = f"{said} kept as text: «{short(self.text)}», not understood: «{short(self.not_understood)}»"
        for row in self.rows:
            yield Doubt(row, "hours_unread", detail)

    def summary(self) -> dict[str, Any]:
        """Give what is kept of it with an import."""
        return {
            "text": self.text,
            "guess": self.guess,
            "not_understood": self.not_understood,
            "why": self.why,
            "rows": len(self.rows),
            "first_row": self.rows[0],
        }


def kept_as_text(places: pd.DataFrame) -> list[KeptAsText]:
    """Give the distinct hours of a places frame that cannot be read, known before guessed, the most rows first."""
    return [one for field in FIELDS for one in _of_field(field, places[field])]


def _of_field(field: str, column: "pd.Series[str]") -> list[KeptAsText]:
    codes, texts = pd.factorize(column)  # None is no text
    readings = [read(text) for text in texts]
    unread = {code for code, reading in enumerate(readings) if reading.stored is None}
    if not unread:
        return []
    rows: dict[int, list[int]] = {}
    for row, code in zip(column.index.tolist(), codes.tolist(), strict=True):
        if code in unread:
            rows.setdefault(code, []).append(row)
    found = [
        KeptAsText(field, str(texts[code]), readings[code].not_understood, readings[code].why, of_code)
        for code, of_code in rows.items()
    ]
    return sorted(found, key=lambda one: -len(one.rows))


def rows_by_field(unread: Sequence[KeptAsText]) -> Counter[str]:
    """Count the rows whose hours are kept as text, known and guessed apart."""
    return Counter({field: sum(len(one.rows) for one in unread if one.field == field) for field in FIELDS})


def short(text: str) -> str:
    """Give a text as it fits into a sentence."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
