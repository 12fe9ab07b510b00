"""Places that a venue could not show us while it showed others: put aside, so that they hold up nothing, and asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from agent_desk.domain.frozen import frozen

MOST = 50
"""More places than that are no broken places, but a broken venue."""
_FIRST, _LONGEST = 60_000, 6 * 3_600_000
_KINDS = (str, int, int, str)


@frozen
class Aside:
    """One of them. `tries`: how often it failed; `due`: when to ask again (UTC milliseconds); `keep`: what its connector
    wants to know then. The first time it is asked for again at once."""

    name: str
    tries: int
    due: int
    keep: str = ""


def put(aside: tuple[Aside, ...], name: str, now: int, keep: str = "") -> tuple[Aside, ...]:
    """With that place among them, later each time. The caller sees to it that there are not too many."""
    tries = next((one.tries for one in aside if one.name == name), 0) + 1
    wait = 0 if tries == 1 else min(_FIRST << min(tries - 2, 16), _LONGEST)
    return (*without(aside, name), Aside(name, tries, now + wait, keep))


def without(aside: tuple[Aside, ...], name: str) -> tuple[Aside, ...]:
    """All but that place: it was read, or is gone."""
    return tuple(one for one in aside if one.name != name)


def due(aside: Iterable[Aside], now: int) -> list[Aside]:
    """Those to ask for again; also where the clock was set back."""
    return [one for one in aside if not now < one.due <= now + _LONGEST]


def read(raw: object) -> tuple[Aside, ...]:
    """From a cursor's JSON; raises TypeError where it is none."""
    if not isinstance(raw, list) or not all(isinstance(entry, list) and len(entry) == len(_KINDS) for entry in raw):
        raise TypeError
    if not all(isinstance(value, kind) for entry in raw for value, kind in zip(entry, _KINDS, strict=True)):
        raise TypeError
    return tuple(Aside(*entry) for entry in raw)


def written(aside: Iterable[Aside]) -> list[tuple[str | int, ...]]:
    """For a cursor's JSON."""
    return [astuple(one) for one in aside]
