"""The words of the field as the store keeps them: kinds, services, brands, entry modes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection as Connection

from stations.database import run


@dataclass(frozen=True, slots=True)
class Word:
    """One kind, service or entry mode; `icon` is an SVG path in a 24 x 24 box."""

    code: str
    name_zh: str
    name_en: str
    icon: str
    shape: str = ""
    basic: bool = False

    def name(self, lang: str) -> str:
        """Give the name in a language, Chinese unless it is ``en``."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Detail:
    """What is particular to a kind: an allowed key of a record's details; type count, text or yes_no."""

    code: str
    type: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody gave the stars they gave; `good` speaks for the place."""

    code: str
    name_zh: str
    name_en: str
    good: bool

    def name(self, lang: str) -> str:
        """Give the name in a language, Chinese unless it is ``en``."""
        return self.name_en if lang == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word the store knows, in the order in which people should see them."""

    kinds: dict[str, Word]
    services: dict[str, Word]
    entry_modes: dict[str, Word]
    details: dict[str, dict[str, Detail]]
    brands: dict[str, str]
    service_words: dict[str, str]
    reasons: dict[str, Reason]


def vocabulary(connection: Connection) -> Vocabulary:
    """Read all words."""
    return of_rows(run(connection, "vocabulary"))


def of_rows(read: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """Sort the rows of `vocabulary.sql`; `brands` maps a name to its kind, `service_words` a word to its service."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in read:
        rows.setdefault(row["what"], []).append(dict(row["row"]))
    details: dict[str, dict[str, Detail]] = {}
    for row in rows.get("detail", []):
        kind = row.pop("kind")
        details.setdefault(kind, {})[row["code"]] = Detail(**row)
    return Vocabulary(
        kinds={row["code"]: Word(**row) for row in rows.get("kind", [])},
        services={row["code"]: Word(**row) for row in rows.get("service", [])},
        entry_modes={row["code"]: Word(**row) for row in rows.get("entry_mode", [])},
        details=details,
        brands={row["name_zh"]: row["kind"] for row in rows.get("brand", [])},
        service_words={row["word"]: row["service"] for row in rows.get("service_word", [])},
        reasons={row["code"]: Reason(**row) for row in rows.get("reason", [])},
    )
