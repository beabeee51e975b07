"""What the store refuses about accounts and units, in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg2
import psycopg2.errors

from stations.errors import BadRecord, NotFound


class Refused(BadRecord):
    """What breaks a rule of the store; `rule` is its name there."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


@contextmanager
def in_words(rules: Mapping[str, str]) -> Iterator[None]:
    """Tell what the store refuses by the sentence for the rule, or by the store's own."""
    try:
        yield
    except psycopg2.errors.NoDataFound as error:
        raise NotFound(error.diag.message_primary) from error
    except psycopg2.IntegrityError as error:
        rule = error.diag.constraint_name or "level_order"
        raise Refused(rule, rules.get(rule) or error.diag.message_primary or "it is refused") from error
