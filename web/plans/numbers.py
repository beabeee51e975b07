"""Numbers of a plan as a person reads them: 61 %, 12,340, 1.2 公里, 15 分钟, 夜里 11 点."""

import math
from collections.abc import Callable
from typing import Literal

Say = Callable[..., str]
Unit = Literal["m", "min"]
# Until which hour a part of the day lasts.
PARTS = ((1, "late"), (6, "night"), (9, "morning"), (12, "forenoon"), (13, "noon"), (18, "afternoon"), (22, "evening"),
         (24, "late"))  # fmt: skip
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
NONE = "—"
SIGN = "\N{NO-BREAK SPACE}%"


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share; it is never rounded to nothing or to all where it is neither."""
    if share is None or not math.isfinite(share):
        return NONE
    rounded = f"{share * 100:.{digits}f}"
    if not 0 < share < 1 or float(rounded) not in (0, 100):
        return f"{rounded}{SIGN}"
    if digits == 0:
        return percent(share, 1)
    return f"<{10**-digits:g}{SIGN}" if share < 0.5 else f">{100 - 10**-digits:g}{SIGN}"


def percents(*shares: float) -> list[str]:
    """Write shares that stand beside one another: with a decimal where they would read the same without."""
    plain = [percent(one) for one in shares]
    alike = any(
        one == two and a != b
        for nth, (one, a) in enumerate(zip(plain, shares, strict=True))
        for two, b in zip(plain[nth + 1 :], shares[nth + 1 :], strict=True)
    )
    return [percent(one, 1) for one in shares] if alike else plain


def points(difference: float) -> str:
    """Write a difference of shares in percentage points, with its sign."""
    return f"{difference * 100:+.1f}".replace("-", "−")


def amount(value: float | None) -> str:
    """Write a weight: whole from ten on, else with what it has of three digits."""
    if value is None or not math.isfinite(value):
        return NONE
    if value == round(value) or abs(value) >= 10:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


def cost(value: float | None, unit: Unit, say: Say) -> str:
    """Write metres or minutes; what cannot be reached has none."""
    if value is None or not math.isfinite(value):
        return say("cost.none")
    if unit == "min":
        return say("cost.min", n=_short(value))
    return say("cost.m", n=f"{value:,.0f}") if abs(value) < 1000 else kilometres(value / 1000, say)


def kilometres(value: float, say: Say) -> str:
    """Write kilometres: 1.2 公里, 212 公里."""
    return say("cost.km", n=_short(value) if value < 100 else f"{value:,.0f}")


def hour(value: int, say: Say) -> str:
    """Write an hour of the day as it is said: 夜里 11 点."""
    part = next(name for until, name in PARTS if value < until)
    return say(f"hour.{part}", n=value % 12 or 12, hour=value)


def day(code: str, say: Say) -> str:
    """Write a day of the week, or the holiday."""
    return say(f"day.{code}")


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
