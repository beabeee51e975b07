"""What pages say, in Chinese and English: one flat dictionary a language, for templates and the page's script."""

import functools
import json
from collections.abc import Callable
from importlib import resources
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@functools.cache
def dictionary(lang: Lang) -> dict[str, str]:
    """Give all words of a language by key."""
    text = resources.files("web").joinpath("translations", f"{lang}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def speaker(lang: Lang) -> Callable[..., str]:
    """Give the function that says a key in a language, with values put in: ``say("walk", minutes=6)``."""

    def say(key: str, **values: object) -> str:
        return dictionary(lang)[key].format(**values)

    return say
