"""When places are looked at."""

from datetime import datetime

from stations.asking.options import Options
from stations.errors import BadPlan
from stations.hours import CHINA


def hours(options: Options, now: datetime) -> str:
    """Read when places are looked at: a moment is written out, so that it is the same when asked again."""
    told = options.text("hours", "always")
    if told in ("always", "week"):
        return told
    return _moment(told, now).isoformat(timespec="minutes")


def date(options: Options, now: datetime) -> str:
    """Read the day whose week is looked at."""
    told = options.text("date", now.astimezone(CHINA).date().isoformat())
    try:
        return datetime.fromisoformat(told).date().isoformat()
    except ValueError:
        raise BadPlan(f"date is '{told}': give one such as 2026-11-18") from None


def _moment(told: str, now: datetime) -> datetime:
    if told == "now":
        return now.astimezone(CHINA)
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise BadPlan(
            f"hours is '{told}': give always, week, now, or a time such as 2026-11-18T12:00"
        ) from None
    return at.replace(tzinfo=CHINA) if at.tzinfo is None else at.astimezone(CHINA)
