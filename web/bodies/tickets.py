"""JSON bodies of tickets and moderation."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from web.bodies import Body
from web.errors import BadRequest

# Plain signs, of which one at least can be seen.
WORDS = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"
Words = Annotated[str, Field(min_length=1, max_length=300, pattern=WORDS, description="At most 300 signs.")]


def _reasoned(schema: dict[str, Any]) -> None:
    """Say that a reason comes with a refusal, and with nothing else."""
    schema["oneOf"] = [
        {
            "properties": {"state": {"const": "refused"}, "reason": {"type": "string"}},
            "required": ["reason"],
        },
        {"properties": {"state": {"not": {"const": "refused"}}, "reason": {"type": "null"}}},
    ]


class MoveBody(Body):
    """How far a ticket is now."""

    model_config = ConfigDict(json_schema_extra=_reasoned)

    state: Annotated[Literal["seen", "mended", "refused"], Field(description="The new state.")]
    reason: Annotated[Words | None, Field(description="Why it is refused, for all to read.")] = None

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Read a body: a reason comes with a refusal, and with nothing else."""
        given = super().of(body)
        if given.state == "refused" and given.reason is None:
            raise BadRequest("'reason' is missing: say why it is refused", parameter="reason")
        if given.state != "refused" and given.reason is not None:
            raise BadRequest("'reason' comes only with 'refused'", parameter="reason")
        return given


class AnswerBody(Body):
    """An answer for all to read."""

    text: Words


class ReasonBody(Body):
    """Why something is done."""

    reason: Words


class RulingBody(Body):
    """Whether a rating is abuse, and why."""

    abuse: Annotated[bool, Field(strict=True)]
    reason: Words


class JudgeBody(Body):
    """What becomes of something that waits."""

    counted: Annotated[bool, Field(strict=True, description="False: it is dropped, and never counts.")]


class WordBody(Body):
    """A word for which comments wait."""

    word: Annotated[
        str,
        Field(
            min_length=2, max_length=40, pattern=r"^[^\s\x00-\x1f\x7f-\x9f]+$", description="Without spaces."
        ),
    ]
