"""The form of a grade: one line a point, with some empty lines to fill; what was sent to what the API takes."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from stations.vocabulary import Vocabulary
from web.bodies.grades import DefinitionBody
from web.calls import is_number
from web.params import refusal

EMPTY_LINES = 3
MOST_LINES = 60
# What a point may go by, beside services and details: its evidence and the name of its number.
BY_NUMBER = {"open_daily": "hours", "confirmed": "days", "capacity": "least", "detail": "least"}


class Row(NamedTuple):
    """A point as the form shows it; `by` is one text: `service:wifi`, `detail:showers`, `open_daily`, or nothing."""

    code: str = ""
    name_zh: str = ""
    name_en: str = ""
    by: str = ""
    number: str = ""


class Filled(NamedTuple):
    """A form as it is shown."""

    name_zh: str = ""
    name_en: str = ""
    source: str = ""
    kinds: Sequence[str] = ()
    needed: str = ""
    rows: Sequence[Row] = ()


def filled(definition: Any) -> Filled:
    """Show a grade, or a published one, in the form."""
    rows = [
        Row(point["code"], point["name_zh"], point["name_en"], *_shown(point["evidence"]))
        for point in definition.points
    ]
    return with_empty(Filled(
        definition.name_zh, definition.name_en, definition.source, definition.kinds, str(definition.needed), rows
    ))  # fmt: skip


def with_empty(form: Filled) -> Filled:
    """Add empty lines."""
    empty = min(EMPTY_LINES, MOST_LINES - len(form.rows))
    return form._replace(rows=[*form.rows, *[Row()] * empty])


def sent(form: Any) -> Filled:
    """Take what was sent as it is; a line without a name is left out."""
    rows = [
        Row(*(form.get(f"{name}-{nth}", "").strip() for name in Row._fields))
        for nth in range(MOST_LINES)
    ]  # fmt: skip
    name_zh, name_en, source, needed = (
        form.get(name, "").strip() for name in ("name_zh", "name_en", "source", "needed")
    )
    kept = [row for row in rows if row.name_zh]
    return Filled(name_zh, name_en, source, tuple(form.getlist("kinds")), needed, kept)


def understood(form: Filled) -> DefinitionBody:
    """Read what was sent.

    Raises
    ------
    BadRequest
        Naming what is wrong.
    """
    codes = {row.code for row in form.rows}
    free = (f"p{nth}" for nth in range(1, 2 * MOST_LINES + 1) if f"p{nth}" not in codes)
    told = form._asdict() | {
        "needed": _whole(form.needed) if form.needed else None,
        "points": [
            {
                "code": row.code or next(free),
                "name_zh": row.name_zh,
                "name_en": row.name_en,
                "evidence": _evidence(row),
            }
            for row in form.rows
        ],
    }
    del told["rows"]
    try:
        return DefinitionBody.model_validate(told)
    except ValidationError as error:
        raise refusal(error) from None


def choices(words: Vocabulary, lang: str) -> Mapping[str, Mapping[str, str]]:
    """Name what of the record a point may go by: services, and what is particular to kinds."""
    details = {
        one.code: one for of_kind in words.details.values() for one in of_kind.values() if one.type != "text"
    }
    return {
        "service": {f"service:{one.code}": one.name(lang) for one in words.services.values()},
        "detail": {
            f"detail:{one.code}": one.name_en if lang == "en" else one.name_zh for one in details.values()
        },
    }


def _shown(evidence: Mapping[str, Any] | None) -> tuple[str, str]:
    if not evidence:
        return "", ""
    by = evidence["by"]
    number = str(evidence.get(BY_NUMBER.get(by, ""), ""))
    return (f"{by}:{evidence[by]}" if by in ("service", "detail") else by), number


def _evidence(row: Row) -> dict[str, Any] | None:
    by, _, what = row.by.partition(":")
    if not by:
        return None
    found: dict[str, Any] = {"by": by} | ({by: what} if what else {})
    if by in BY_NUMBER:
        found[BY_NUMBER[by]] = _whole(row.number) if row.number or by != "detail" else 1
    return found


def _whole(text: str) -> int | str:
    return int(text) if is_number(text, 9) else text
