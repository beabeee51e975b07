"""The only reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from stations.errors import StationsError

CHOICES = {"WAYSTATION_TILE_DATUM": ("wgs84", "gcj02")}


class BadSetting(StationsError, ValueError):
    """An environment variable with a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, each from ``WAYSTATION_`` and its own name in capitals."""

    database_url: str | None = None
    web_database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    secret_key: str | None = None
    sample: bool = True
    proxies: int = 0
    tile_url: str | None = None
    tile_attribution: str = ""
    tile_datum: str = "wgs84"
    atlas: bool = True
    picture: str | None = None
    public_url: str | None = None
    app: bool = True
    unmet: bool = True

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
                read = READERS.get(setting.name) or partial(_read, kind=type(setting.default))
                given[setting.name] = read(variable, text)
        return cls(**given)  # type: ignore[arg-type]


def _web_address(variable: str, text: str) -> str:
    """Read where people reach us: a scheme and a host, with a port perhaps."""
    try:
        address = urlsplit(text)
    except ValueError:  # an unclosed [
        address = urlsplit("")
    if (
        address.scheme not in ("http", "https")
        or not address.netloc
        or address.path.strip("/")
        or address.query
    ):
        raise BadSetting(
            f"{variable}={text}: https:// and a host are needed, such as https://map.example.org"
        )
    return f"{address.scheme}://{address.netloc}"


READERS: dict[str, Callable[[str, str], object]] = {"public_url": _web_address}


def _read(variable: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in ("yes", "no"):
            raise BadSetting(f"{variable}={text}: say yes or no")
        return text.lower() == "yes"
    if kind is int:
        if not (text.isascii() and text.isdigit() and int(text) <= 65535):
            raise BadSetting(f"{variable}={text}: a whole number from 0 to 65535 is needed")
        return int(text)
    if variable in CHOICES and text not in CHOICES[variable]:
        raise BadSetting(f"{variable}={text}: say {' or '.join(CHOICES[variable])}")
    return text
