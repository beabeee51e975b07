"""What pages say, in Chinese and English: one flat dictionary a language, for templates and the page's script."""

import functools
import json
from collections.abc import Callable
from importlib import resources
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@functools.cache
def dictionary(lang: Lang, *rooms: str) -> dict[str, str]:
    """Give all words of a language by key: the courier's, or those of some rooms of the desk."""
    folder = resources.files("web").joinpath("translations")
    files = [folder.joinpath("desk", f"{room}.{lang}.json") for room in rooms] or [
        folder.joinpath(f"{lang}.json")
    ]
    found: dict[str, str] = {}
    for file in files:
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found


def speaker(lang: Lang, *rooms: str) -> Callable[..., str]:
    """Give the function that says a key in a language, with values put in: ``say("walk", minutes=6)``."""

    def say(key: str, **values: object) -> str:
        return dictionary(lang, *rooms)[key].format(**values)

    return say
