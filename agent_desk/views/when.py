"""Times as an agent reads them: ages, clock times and days, with their unit in words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from agent_desk.runtime.texts import tr

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def age(since: int, now: int) -> str:
    """How long ago, short: `now`, `48 min`, `5 h 02`, `3 d`, then the date. Arguments in UTC milliseconds."""
    gone = max(0, now - since)
    if gone >= 7 * DAY:
        return day(since, now)
    return tr("now") if gone < MINUTE else span(gone)


def span(milliseconds: int) -> str:
    """A length of time: `48 min`, `5 h 02`, `3 d`."""
    if milliseconds < HOUR:
        return tr("{minutes} min", minutes=max(1, milliseconds // MINUTE))
    if milliseconds < DAY:
        minutes = f"{milliseconds % HOUR // MINUTE:02d}"
        return tr("{hours} h {minutes}", hours=milliseconds // HOUR, minutes=minutes)
    return tr("{days} d", days=milliseconds // DAY)


def waiting(since: int, now: int) -> str:
    """How long a customer has been waiting, for a chip."""
    return tr("waiting {span}", span=span(max(0, now - since)))


def clock(at: int) -> str:
    """The time of day, as the chosen language or this system writes it."""
    return QLocale().toString(_local(at).time(), QLocale.FormatType.ShortFormat)


def clock_seconds(at: int) -> str:
    """The time of day with seconds, for what was just done."""
    short = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(_local(at).time(), re.sub(r"(\W)mm", r"\1mm\1ss", short, count=1))


def day(at: int, now: int) -> str:
    """The day of a moment: `today`, `tomorrow`, `yesterday`, `Mon 3 Mar`, with the year where it is not this one;
    in the order and with the signs of the locale."""
    date, today = _local(at).date(), _local(now).date()
    distance = today.daysTo(date)
    if distance == 0:
        return tr("today")
    if distance == 1:
        return tr("tomorrow")
    if distance == -1:
        return tr("yesterday")
    return QLocale().toString(date, date_pattern(year=date.year() != today.year()))


def date_pattern(*, year: bool) -> str:
    """How the locale writes a date in short words: with the year, or with the day of the week."""
    return _shorter(QLocale().dateFormat(QLocale.FormatType.LongFormat), year=year)


_YEAR = re.compile(r"[\s,،./-]*('[^']*'\s*)?y+\s*('[^']*'\.?|[^\W\dA-Za-z]|[.,])*[\s,،]*")
_WEEKDAY = re.compile(r"[\s,،]*dddd[\s,،]*")


@lru_cache(maxsize=8)
def _shorter(pattern: str, *, year: bool) -> str:
    short = pattern.replace("MMMM", "MMM")
    if year:
        return _WEEKDAY.sub(" ", short).strip()
    return _WEEKDAY.sub(" ddd ", _YEAR.sub(" ", short)).strip()


def moment(at: int, now: int) -> str:
    """Day and time of day: `tomorrow, 09:00`."""
    return tr("{day}, {time}", day=day(at, now), time=clock(at))


def wake_times(now: int) -> list[tuple[str, int]]:
    """Sensible times to wake a snoozed conversation, each later than the one before, in UTC milliseconds."""
    here = datetime.fromtimestamp(now / 1000).astimezone()
    morning = here.replace(hour=9, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - here.weekday())
    choices = [
        (tr("In an hour"), here + timedelta(hours=1)),
        (tr("In three hours"), here + timedelta(hours=3)),
        (tr("Tomorrow morning"), morning + timedelta(days=1)),
        (tr("In three days"), morning + timedelta(days=3)),
        (tr("Next Monday"), monday),
    ]
    return sorted(((name, round(at.timestamp() * 1000)) for name, at in choices), key=lambda choice: choice[1])


def to_milliseconds(value: QDateTime) -> int:
    """UTC milliseconds of a moment that was picked in a field."""
    return value.toMSecsSinceEpoch()


def midnight(date: QDate) -> int:
    """UTC milliseconds of the local beginning of a day."""
    return QDateTime(date, QTime(0, 0)).toMSecsSinceEpoch()


def _local(at: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(at)
