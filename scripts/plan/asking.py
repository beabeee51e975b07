"""The options that all plans of the command line have in common, and what they ask."""

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import click

from scripts.plan import reading

WALK_KMH = 4.8
Command = Callable[..., int]

_SHARED = (
    click.option("--demand", metavar="NAME", help="Demand of the store; or a CSV file: then no store is used."),
    click.option("--within-m", type=float, help="How near is near enough, in metres."),
    click.option("--within-min", type=float, help="The same in minutes."),
    click.option("--by", type=click.Choice(["walk", "ebike", "truck"]), help="Along roads; else straight."),
    click.option("--roads", metavar="NAME", help="Which roads, where there are several."),
    click.option("--detour", type=float, help="How much longer than straight the way is; default 1.3."),
    click.option("--speed", "speed_kmh", type=float, help="Kilometres an hour; straight in minutes: default 4.8."),
    click.option("--kind", "kinds", multiple=True, help="Only places of this kind. Repeat for any of several."),
    click.option("--service", "services", multiple=True, help="Only places with this service. Repeat for all."),
    click.option("--county", "counties", multiple=True, help="Only places of this county, by code or name."),
    click.option("--unit", "units", multiple=True, type=int, help="Only places of this unit and those below it."),
    click.option("--planned", is_flag=True, help="Count planned places, too."),
    click.option("--hours", metavar="WHEN", help="always (default), week, now, or a time such as 2026-11-18T12:00."),
    click.option("--date", help="Of the week that is looked at; default: today."),
    click.option("--unknown-open", is_flag=True, help="Count hours that are not known as open, not as closed."),
    click.option("--areas", metavar="WHICH", help="counties, counties:4101 (codes that begin so), or a GeoJSON file."),
    click.option("--seed", type=int, help="Of whatever is drawn by chance."),
    click.option("--title", default="", help="Under which the plan is listed."),
    click.option("--json", "as_json", is_flag=True, help="Print the whole document as JSON."),
    click.option("--dry-run", is_flag=True, help="Work it out and keep nothing."),
)  # fmt: skip


def shared(command: Command) -> Command:
    """Give a command the options that all plans have."""
    return functools.reduce(lambda made, option: option(made), reversed(_SHARED), command)


def asked(given: Mapping[str, Any], *, needs_within: bool = True, **part: Any) -> dict[str, Any]:
    """Write what the command line says as the options of a plan; only what was said stands there.

    Raises
    ------
    click.UsageError
        When two of them do not go together.
    """
    within, unit = _within(given, needed=needs_within)
    speed = given["speed_kmh"]
    if unit == "min" and given["by"] is None and speed is None:
        speed = WALK_KMH
    areas, outlines = reading.areas(given["areas"])
    told = {
        "demand": given["demand"],
        "within": within,
        "by": given["by"],
        "unit": unit if given["by"] else None,
        "roads": given["roads"],
        "detour": given["detour"],
        "speed_kmh": speed,
        "places": _places(given),
        "hours": given["hours"],
        "date": given["date"],
        "unknown_hours": "open" if given["unknown_open"] else None,
        "areas": areas,
        "outlines": outlines,
        "seed": given["seed"],
        **part,
    }
    return {name: value for name, value in told.items() if value not in (None, [], {}, ())}


def _within(given: Mapping[str, Any], *, needed: bool) -> tuple[float | None, str | None]:
    if given["within_m"] is not None and given["within_min"] is not None:
        raise click.UsageError("--within-m and --within-min: give one of the two")
    if given["within_min"] is not None:
        return given["within_min"], "min"
    if needed and given["within_m"] is None:
        raise click.UsageError("how near is near enough? Give --within-m METRES or --within-min MINUTES")
    return given["within_m"], None if given["within_m"] is None else "m"


def _places(given: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: list(given[name]) for name in ("kinds", "services", "counties", "units") if given[name]}
    return {**named, "statuses": ["open", "planned"]} if given["planned"] else named


def now() -> datetime:
    """Give the time in China."""
    from stations.hours import CHINA

    return datetime.now(CHINA)
