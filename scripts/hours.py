"""``waystation hours``: what an hours text means, at a time."""

from datetime import datetime

import click


@click.command()
@click.argument("text")
@click.option(
    "--at", "at_text", help="When, as 2026-10-05T09:00; without offset it is China's time. Default: now."
)
def hours(text: str, at_text: str | None) -> int:
    """Tell whether a place with the hours TEXT is open, until when, and how the text was understood.

    The lines are: open, closed or unknown; the next change within 14 days, or that there is none; the stored form;
    the sentence in Chinese and in English.
    """
    from stations.errors import BadHours
    from stations.hours import CHINA, read, say, state

    at = datetime.now(CHINA) if at_text is None else _moment(at_text)
    reading = read(text)
    if reading.hours is None:
        click.echo("unknown")
        raise BadHours(f"not understood: {reading.why}", reading.not_understood)
    found = state(reading.hours, at)
    click.echo(_word(found.open) + (f" ({found.comment})" if found.comment else ""))
    click.echo(f"until: {found.until.isoformat(timespec='minutes')}, then {_word(found.then)}" if found.until
               else "until: no change within 14 days")  # fmt: skip
    click.echo(f"stored: {reading.stored}")
    click.echo(f"zh: {say(reading.hours, 'zh')}")
    click.echo(f"en: {say(reading.hours, 'en')}")
    return 0


def _word(value: bool | None) -> str:  # noqa: FBT001 - the value of a state
    return {True: "open", False: "closed", None: "unknown"}[value]


def _moment(text: str) -> datetime:
    from stations.hours import in_china

    try:
        return in_china(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no time: write it as 2026-10-05T09:00", param_hint="--at"
        ) from None
