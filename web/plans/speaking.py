"""What the pages of plans say, in the language of the desk."""

from web.desk import lang
from web.words import dictionary, speaker


def say(key: str, **values: object) -> str:
    """Say a key, with values put in."""
    return speaker(lang(), "desk", "plan")(key, **values)


def told() -> dict[str, str]:
    """Give all words of plans by key."""
    return dictionary(lang(), "plan")
