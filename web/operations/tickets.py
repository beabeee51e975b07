"""What one can ask the API about tickets and moderation."""

from stations.acting import Scope
from web import params
from web.answers import JSON
from web.bodies.tickets import AnswerBody, JudgeBody, MoveBody, ReasonBody, RulingBody, WordBody
from web.operation import Operation
from web.params.tickets import ModeratedQuery, TicketsQuery, WordQuery
from web.shapes.tickets import (
    HeldList,
    Judged,
    ListedWord,
    ListedWords,
    Moderated,
    ModeratedShape,
    Tickets,
    TicketShape,
)

NONE = params.NoQuery
TICKET, RATING = "/tickets/{id}", "/manage/ratings/{id}"
READ, JUDGE = Scope.READ, Scope.MODERATE

OPERATIONS = (
    Operation(
        "/tickets", "get", "Faults reported in the own branch, page by page", TicketsQuery, {200: Tickets}, JSON,
        scope=READ,
    ),
    Operation(TICKET, "get", "One ticket of the own branch", NONE, {200: TicketShape}, JSON, scope=READ),
    Operation(
        TICKET, "patch", "Say that a ticket was seen, mended, or is refused", NONE, {200: TicketShape}, JSON, MoveBody,
        scope=JUDGE, refuses=(409,),
    ),
    Operation(
        f"{TICKET}/answer", "put", "Answer a ticket for all to read", NONE, {200: TicketShape}, JSON, AnswerBody,
        scope=JUDGE,
    ),
    Operation("/held", "get", "What waits since too much came at once", NONE, {200: HeldList}, JSON, scope=JUDGE),
    Operation("/held/{id}", "patch", "Count or drop what waits", NONE, {200: Judged}, JSON, JudgeBody, scope=JUDGE),
    Operation(
        "/manage/ratings", "get", "Ratings of the own branch, page by page", ModeratedQuery, {200: Moderated}, JSON,
        scope=JUDGE,
    ),
    Operation(RATING, "get", "One rating of the own branch", NONE, {200: ModeratedShape}, JSON, scope=JUDGE),
    Operation(
        f"{RATING}/answer", "put", "Answer a rating for all to read", NONE, {200: ModeratedShape}, JSON, AnswerBody,
        scope=JUDGE,
    ),
    Operation(
        f"{RATING}/hiding", "put", "Hide a comment; the stars count on", NONE, {200: ModeratedShape}, JSON, ReasonBody,
        scope=JUDGE, refuses=(409,),
    ),
    Operation(
        f"{RATING}/hiding", "delete", "Let a comment be public", NONE, {200: ModeratedShape}, JSON, scope=JUDGE,
        refuses=(409,),
    ),
    Operation(
        f"{RATING}/question", "put", "Ask the unit above about abuse", NONE, {200: ModeratedShape}, JSON, ReasonBody,
        scope=JUDGE,
    ),
    Operation(
        f"{RATING}/ruling", "put", "Rule, as a unit above, on abuse", NONE, {200: ModeratedShape}, JSON, RulingBody,
        scope=JUDGE, refuses=(409,),
    ),
    Operation("/listed-words", "get", "Words for which a comment waits", NONE, {200: ListedWords}, JSON, scope=JUDGE),
    Operation("/listed-words", "post", "Put a word on the list", NONE, {201: ListedWord}, JSON, WordBody, scope=JUDGE),
    Operation(
        "/listed-words", "delete", "Take a word off the list", WordQuery, {200: ListedWord}, JSON, scope=JUDGE,
        refuses=(404,),
    ),
)  # fmt: skip
