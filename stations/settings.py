"""The only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from stations.errors import StationsError


class BadSetting(StationsError, ValueError):
    """An environment variable with a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each from ``WAYSTATION_`` and its own name in capitals."""

    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    secret_key: str | None = None
    sample: bool = True
    proxies: int = 0
    tile_url: str | None = None
    tile_attribution: str = ""
    atlas: bool = True
    picture: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings once.

        Raises
        ------
        BadSetting
            When a value is not of its setting's kind; the message names the variable.
        """
        environ = os.environ if environ is None else environ
        given = {}
        for setting in fields(cls):
            variable = f"WAYSTATION_{setting.name.upper()}"
            text = environ.get(variable, "").strip()
            if text:
                given[setting.name] = _read(variable, text, type(setting.default))
        return cls(**given)  # type: ignore[arg-type]


def _read(variable: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in ("yes", "no"):
            raise BadSetting(f"{variable}={text}: say yes or no")
        return text.lower() == "yes"
    if kind is int:
        if not (text.isascii() and text.isdigit() and int(text) <= 65535):
            raise BadSetting(f"{variable}={text}: a whole number from 0 to 65535 is needed")
        return int(text)
    return text
