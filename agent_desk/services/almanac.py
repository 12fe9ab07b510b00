"""What the world says of days and zones: public holidays by country and region, and when a zone's offset changes. All of it is
frozen into the version of a calendar, so that later news of the world change no promise of today."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen

BACK_YEARS, AHEAD_YEARS = 10, 15
"""How many years around its making a calendar's version knows the offsets of its zone."""


@frozen
class Country:
    """A country whose holidays are known. `regions`: codes with their names (the code again where none is known)."""

    code: str
    regions: tuple[tuple[str, str], ...]


def countries() -> list[Country]:
    """All that are known, by code. The first call loads the package, which takes some tenths of a second."""
    import holidays

    found = []
    for code, regions in sorted(holidays.list_supported_countries(include_aliases=False).items()):
        found.append(Country(code, tuple((region, region) for region in regions)))
    return found


def region_names(country: str) -> dict[str, str]:
    """The names of a country's regions by code, where they are known; raises Refused(`country_unknown`)."""
    import holidays

    try:
        made = holidays.country_holidays(country)
    except NotImplementedError as error:
        raise Refused("country_unknown", country=country[:20]) from error
    names = {code: code for code in made.subdivisions}
    for name, code in made.subdivisions_aliases.items():
        # The first alias is the local name in full.
        if names.get(code) == code:
            names[code] = name
    return names


def holidays_of(country: str, region: str, years: Iterable[int], language: str = "") -> dict[str, str]:
    """Public holidays by local date (`2026-12-25`) with their names, in `language` where they are known in it, else as the
    country calls them. Raises Refused(`country_unknown`, `region_unknown`)."""
    import holidays

    named = region_names(country)
    if region and region not in named:
        raise Refused("region_unknown", country=country, region=region[:20])
    spoken = holidays.country_holidays(country).supported_languages
    best = next((one for one in spoken if language and one.partition("_")[0] == language.partition("_")[0]), None)
    found = holidays.country_holidays(country, subdiv=region or None, years=list(years), language=best)
    return {day.isoformat(): name for day, name in sorted(found.items())}


def zones() -> list[str]:
    """The names of all zones that are known here, such as `Europe/Berlin`."""
    return sorted(one for one in zoneinfo.available_timezones() if "/" in one or one == "UTC")


def changes_of(zone: str, at: int) -> tuple[tuple[int, int], ...]:
    """The offsets of a zone around a moment (UTC milliseconds): (UTC seconds from which on, offset in seconds), ascending; the
    first also counts for all before it. Raises Refused(`zone_unknown`)."""
    try:
        found = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("zone_unknown", zone=zone[:60]) from error
    year = datetime.fromtimestamp(at / 1000, UTC).year
    start = int(datetime(max(1970, year - BACK_YEARS), 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + AHEAD_YEARS, 1, 1, tzinfo=UTC).timestamp())
    changes = [(start, _offset(found, start))]
    day = int(timedelta(days=1).total_seconds())
    for moment in range(start + day, end, day):
        if _offset(found, moment) != changes[-1][1]:
            changed = _change(found, moment - day, moment)
            changes.append((changed, _offset(found, changed)))
    return tuple(changes)


def _change(zone: zoneinfo.ZoneInfo, before: int, after: int) -> int:
    """The first second of the new offset between two moments of which the later one has it."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: zoneinfo.ZoneInfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
