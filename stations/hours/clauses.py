"""Pieces to clauses: on which dates and days, and what then."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from stations.hours.clock import Doubt, begins_time, span
from stations.hours.model import EVERY_WEEKDAY, WORKING_WEEK, Join, Span
from stations.hours.pieces import Piece, not_understood
from stations.hours.piecewalk import PieceWalk, Seasons

TELLING = re.compile(
    r'[\d"]|clos|except|holiday|day|only|week|month|winter|summer|unless|until', re.IGNORECASE
)
SEPARATORS = ("AND", "END", "BRACKET", "COLON", "LABEL")
JOINS = {"ALSO": Join.ADD, "OTHERWISE": Join.FALLBACK}
PARTING = ("AND", "END", "BRACKET", "COMMENT", "REMARK")
HOLIDAY = 7  # statutory holidays, beside the weekdays 0 to 6
DAY_SETS = {
    "WEEKDAYS": WORKING_WEEK,
    "WORKDAYS": WORKING_WEEK,
    "WEEKEND": {5, 6},
    "OFF_DAYS": {5, 6, HOLIDAY},
    "HOLIDAYS": {HOLIDAY},
    "EVERY_DAY": {*EVERY_WEEKDAY, HOLIDAY},
}
DAY_PIECES = ("WEEK_DAY", "MORE_DAYS", *DAY_SETS)


class What(Enum):
    """What a clause says of its days."""

    NOTHING = auto()
    OPEN = auto()  # in its spans, or all day
    OPEN_SOMETIME = auto()  # it says open, and not when
    CLOSED = auto()
    UNSURE = auto()
    EXCEPT = auto()
    NO_REST = auto()


@dataclass
class Clause:
    """One clause from `start` to `end` of the text; `days` and `seasons` are None where it names none."""

    start: int
    end: int = 0
    what: What = What.NOTHING
    days: frozenset[int] | None = None
    workdays: bool = False
    seasons: Seasons | None = None
    spans: tuple[Span, ...] = ()
    comment: str = ""
    join: Join | None = None


def clauses(text: str, found: Sequence[Piece]) -> list[Clause]:
    """Gather the pieces of a text into clauses.

    Raises
    ------
    BadHours
        Naming the part that doesn't fit.
    """
    _check_labels(text, found)
    return _Gatherer(text, _without_seasons(text, found)).clauses()


def _check_labels(text: str, found: Sequence[Piece]) -> None:
    """Refuse a text about two kinds of hours: 工作时间 8:00-12:00 开放时间 14:00-18:00."""
    labels = [one for one in found if one.kind == "LABEL"]
    for one in labels[1:]:
        if text[one.start : one.end].strip(" :：") != text[labels[0].start : labels[0].end].strip(" :："):
            raise not_understood(text, one.start, one.end, "may be other hours than those before")


def _without_seasons(text: str, found: Sequence[Piece]) -> list[Piece]:
    """Leave out 夏季 and its kin where months stand beside them; alone they say nothing that is known."""
    telling = [one for one in found if one.kind not in ("BRACKET", "COLON", "LABEL", "EACH_YEAR")]
    for number, piece in enumerate(telling):
        if piece.kind != "SEASON":
            continue
        beside = {
            one.kind for one in (*telling[max(number - 1, 0) : number], *telling[number + 1 : number + 4])
        }
        if "MONTH" not in beside:
            raise not_understood(
                text, piece.start, piece.end, "is a season without its months: write 5月至9月"
            )
    return [one for one in found if one.kind != "SEASON"]


class _Gatherer(PieceWalk):
    """Gathers clauses: their days, times and what they say of them."""

    def clauses(self) -> list[Clause]:
        """Gather all clauses."""
        gathered = []
        while self._kind() != "NOTHING":
            if self._kind() in SEPARATORS:
                self._at += 1
            else:
                gathered.append(self._clause())
        return gathered

    def _clause(self) -> Clause:
        begun = self._at
        clause = Clause(self._piece().start)
        if self._kind() in JOINS:
            clause.join = JOINS[self._take().kind]
            self._skip("AND", "COLON")
        clause.seasons = self._seasons()
        if clause.seasons:
            self._skip("AND", "COLON", "BRACKET")
        excepted = self._skip("EXCEPT")
        if self._kind() == "OPEN" and self._kind(1) in DAY_PIECES:
            self._at += 1
        closed = self._closed_before_days()
        if self._kind() in DAY_PIECES:
            self._days(clause)
        if self._skip("INSTEAD"):
            clause.join = Join.OVERRIDE
        self._what(clause, excepted=excepted, closed=closed)
        if self._at == begun:
            while self._kind(1) not in (*SEPARATORS, "NOTHING"):
                self._at += 1
            raise self._refuse(begun, "was not understood")
        clause.end = self._found[self._at - 1].end
        return clause

    def _closed_before_days(self) -> bool:
        """Pass over 闭馆日, or `closed` where days follow."""
        if self._skip("CLOSED_DAY"):
            return True
        if self._kind() == "CLOSED" and self._kind(1) in DAY_PIECES:
            self._at += 1
            return True
        return False

    def _what(self, clause: Clause, *, excepted: bool, closed: bool) -> None:
        after = self._skip("EXCEPT_AFTER", "AFTER_EXCEPT")
        if excepted or after:
            clause.what = What.EXCEPT
            return
        if closed:
            clause.what = What.CLOSED
            self._comment(clause)
            return
        if clause.days is not None:
            self._skip("COLON", "LABEL")
        opened = not self._holiday_as_usual(clause) and self._skip("OPEN", "NORMAL")
        self._skip("COLON", "LABEL")
        self._times(clause)
        self._manner(clause, opened=opened)
        self._comment(clause)

    def _holiday_as_usual(self, clause: Clause) -> bool:
        """Tell whether 节假日正常开放 stands here, with no times of its own."""
        return (
            self._kind() == "NORMAL"
            and HOLIDAY in (clause.days or ())
            and not begins_time(self._found, self._at + 1)
        )

    def _manner(self, clause: Clause, *, opened: bool) -> None:
        if self._kind() == "ALL_DAY" and clause.spans:
            raise self._refuse(self._at, "doesn't agree with the times before it")
        if self._skip("ALL_DAY"):
            clause.what = What.OPEN
            opened = True
        if clause.spans:
            clause.what = What.OPEN
        if self._holiday_as_usual(clause) and not clause.spans:
            clause.what = What.NO_REST
            self._at += 1
            return
        if self._skip("OPEN", "NORMAL") or opened:
            clause.what = clause.what if clause.what is What.OPEN else What.OPEN_SOMETIME
        if self._skip("CLOSED"):
            clause.what = What.CLOSED
            if clause.spans and self._kind() not in (*PARTING, "NOTHING"):
                raise self._refuse(self._at - 1, "may belong to the times before or after it")
        elif self._skip("UNSURE"):
            clause.what = What.UNSURE
        elif self._kind() == "NO_REST" and (clause.what is not What.OPEN or clause.days is None):
            clause.what = clause.what if clause.what is What.OPEN else What.NO_REST
            self._skip("NO_REST", "OPEN")

    def _comment(self, clause: Clause) -> None:
        while self._kind() in ("COMMENT", "REMARK"):
            piece = self._take()
            _check_comment(self._text, piece, clause)
            clause.comment = piece.remark
            if piece.kind == "REMARK" and clause.what is What.OPEN and _conditional(piece.remark):
                clause.what = What.UNSURE

    def _times(self, clause: Clause) -> None:
        spans: list[Span] = []
        while begins_time(self._found, self._at + (self._kind() == "AND" and bool(spans))):
            self._skip("AND")
            begun = self._at
            try:
                one, self._at = span(self._found, self._at)
            except Doubt as doubt:
                self._at = min(self._at + 4, len(self._found) - 1)
                raise self._refuse(begun, str(doubt)) from None
            if spans and one.start < spans[-1].end:
                raise self._refuse(begun, "begins before the time before it ends")
            spans.append(one)
        clause.spans = tuple(spans)

    def _days(self, clause: Clause) -> None:
        days: set[int] = set()
        while self._kind() in DAY_PIECES or (self._kind() == "AND" and self._kind(1) in DAY_PIECES):
            self._skip("AND")
            clause.workdays |= self._kind() == "WORKDAYS"
            days |= self._day_run()
        clause.days = frozenset(days)

    def _day_run(self) -> set[int]:
        piece = self._take()
        if piece.kind in DAY_SETS:
            return set(DAY_SETS[piece.kind])
        if self._kind() != "DASH" or self._kind(1) not in ("WEEK_DAY", "MORE_DAYS"):
            return {piece.value}
        self._at += 1
        length = (self._take().value - piece.value) % 7
        run = {(piece.value + step) % 7 for step in range(length + 1)}
        return run | {HOLIDAY} if run == EVERY_WEEKDAY else run


def _check_comment(text: str, piece: Piece, clause: Clause) -> None:
    """Refuse a remark that may say more about the hours than it is taken for."""
    telling = set("除外季夏冬暂")
    if clause.what is not What.CLOSED:
        telling |= set("周星期礼拜日天月年节假休闭停关点时")
    if telling & set(piece.remark) or TELLING.search(piece.remark):
        raise not_understood(text, piece.start, piece.end, "may change the hours")


def _conditional(remark: str) -> bool:
    return (
        "预约" in remark and not any(one in remark for one in ("无需", "无须", "不用", "免预约"))
    ) or "appointment" in remark
