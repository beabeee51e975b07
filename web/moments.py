"""Days and times as a person reads them."""

from datetime import date, datetime, timedelta

from web.words import Lang, speaker

NIGHT_MIN = 6 * 60  # what happened last night is still told in hours
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def day(value: date, lang: Lang) -> str:
    """Write a day: 11月20日."""
    return f"{value.month}月{value.day}日" if lang == "zh" else f"{value.day} {value:%b}"


def weekday(value: date, lang: Lang) -> str:
    """Write the day of the week: 周五."""
    name = WEEKDAYS[lang][value.weekday()]
    return f"周{name}" if lang == "zh" else name


def clock(value: datetime, now: datetime, lang: Lang, *, closing: bool = False) -> str:
    """Write a time as seen from now: 20:00, 明天 06:00, 周三 06:00, 12月3日 06:00; it closes at 24:00, not at 0:00."""
    say, time = speaker(lang), f"{value:%H:%M}"
    if closing and time == "00:00":
        value, time = value - timedelta(days=1), "24:00"
    days = (value.date() - now.date()).days
    if days == 0:
        return time
    if days == 1:
        return say("time.tomorrow", time=time)
    name = weekday(value.date(), lang) if days < 7 else day(value.date(), lang)
    return f"{name} {time}"


def ago(value: datetime, now: datetime, lang: Lang) -> str:
    """Write how long ago something was: 刚刚, 20 分钟前, 3 小时前, 昨天 18:05, 11月18日."""
    say, minutes = speaker(lang), max(0, int((now - value).total_seconds() // 60))
    value = value.astimezone(now.tzinfo)
    days = (now.date() - value.date()).days
    if minutes < 1:
        return say("ago.now")
    if minutes < 60:
        return say("ago.minutes", minutes=minutes)
    if days <= 0 or minutes < NIGHT_MIN:
        return say("ago.hours", hours=minutes // 60)
    return say("ago.yesterday", time=f"{value:%H:%M}") if days == 1 else day(value.date(), lang)
