"""Settings come from the environment, once, and are told in the README."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from stations.settings import BadSetting, Settings


def test_without_variables_the_defaults_hold() -> None:
    assert Settings.from_environment({}) == Settings()


def test_variables_are_read_by_kind() -> None:
    given = {"WAYSTATION_PORT": "8001", "WAYSTATION_SAMPLE": "no", "WAYSTATION_TILE_URL": " https://t/{z} "}
    assert Settings.from_environment(given) == Settings(port=8001, sample=False, tile_url="https://t/{z}")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "http"), ("PORT", "-1"), ("PORT", "65536"), ("SAMPLE", "maybe"), ("TILE_DATUM", "x")],
)
def test_a_value_of_another_kind_is_named(variable: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"WAYSTATION_{variable}={value}"):
        Settings.from_environment({f"WAYSTATION_{variable}": value})


def test_where_people_reach_us_is_a_scheme_and_a_host() -> None:
    given = Settings.from_environment({"WAYSTATION_PUBLIC_URL": "https://map.example.org:8443/"})
    assert given.public_url == "https://map.example.org:8443"


@pytest.mark.parametrize(
    "value",
    ["map.example.org", "ftp://map.example.org", "https://", "https://a/b", "https://a/?b", "http://["],
)
def test_anything_else_is_no_address_of_ours(value: str) -> None:
    with pytest.raises(BadSetting, match="https:// and a host"):
        Settings.from_environment({"WAYSTATION_PUBLIC_URL": value})


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_lists_every_setting_and_no_other(readme: str) -> None:
    told = set(re.findall(r"^\| `WAYSTATION_(\w+)`", Path(readme).read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {one.name.upper() for one in fields(Settings)}
