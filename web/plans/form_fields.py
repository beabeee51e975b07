"""Fields of a form read one by one, each refused by its name."""

import re

from werkzeug.datastructures import MultiDict

from web.errors import BadRequest

Form = MultiDict[str, str]
NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


class WrongLine(BadRequest):
    """One line of a field of several; `line` is counted from 1."""

    def __init__(self, detail: str, field: str, line: int) -> None:
        super().__init__(detail, parameter=field)
        self.line = line


def number(told: str, name: str) -> float:
    """Read a number above 0.

    Raises
    ------
    BadRequest
        When it is none.
    """
    plain = told.strip()
    if not NUMBER.fullmatch(plain) or float(plain) <= 0:
        raise BadRequest(f"{name} is {plain[:40]!r}: give a number above 0", parameter=name)
    return float(plain)


def whole(told: str, name: str, *, least: int = 0) -> int:
    """Read a whole number.

    Raises
    ------
    BadRequest
        When it is none, or too small.
    """
    plain = told.strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 9) or int(plain) < least:
        raise BadRequest(f"{name} is {plain[:40]!r}: give a whole number of {least} or more", parameter=name)
    return int(plain)


def optional(form: Form, name: str) -> dict[str, float]:
    """Read a number above 0 that need not be there."""
    return {name: number(form[name], name)} if form.get(name, "").strip() else {}


def told(form: Form, name: str) -> str:
    """Give a common answer, or what stands in its place."""
    found = form.get(name, "")
    return form.get(f"{name}_other", "") if found in ("", "other") else found


def chosen(form: Form, name: str) -> float:
    """Read a common answer, or the number that stands in its place."""
    return number(told(form, name), name)
