"""What the palette finds, how well it fits, and what was chosen lately."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.views.ports import Settings

_KEY = "palette.recent"
_KEPT = 12


class Sort(StrEnum):
    """What something found is; the value is kept in the settings."""

    COMMAND = "command"
    VIEW = "view"
    VENUE = "venue"
    CONVERSATION = "conversation"
    PERSON = "person"


PREFIXES = {">": (Sort.COMMAND,), "#": (Sort.CONVERSATION,), "@": (Sort.PERSON,), ":": (Sort.VIEW, Sort.VENUE)}
"""Signs that, typed first, leave only these."""


@frozen
class Found:
    """One line of the palette. `id`: of the command, the entry of the sidebar, the conversation or the author. `more`: other
    words under which it is found. `message_id`: the post that fits, in a conversation."""

    sort: Sort
    id: str
    title: str
    detail: str = ""
    keys: str = ""
    icon: str = "command"
    more: str = ""
    message_id: str = ""

    @property
    def key(self) -> str:
        """What it is remembered by."""
        return f"{self.sort}:{self.id}"


def split(text: str) -> tuple[tuple[Sort, ...], str]:
    """Which sorts are wanted, and the words."""
    text = text.strip()
    if text[:1] in PREFIXES:
        return PREFIXES[text[0]], text[1:].strip()
    return tuple(Sort), text


def rank(words: str, candidates: Iterable[Found], recent: list[str]) -> list[Found]:
    """Those in which all words stand, best first: where the title begins with them, where words begin with them, where they
    stand anywhere; among equals what was chosen lately, then the order given."""
    wanted = words.casefold().split()
    late = {key: at for at, key in enumerate(recent)}
    scored = []
    for at, one in enumerate(candidates):
        fit = _fit(wanted, one)
        if fit is not None:
            scored.append((fit, late.get(one.key, _KEPT), at, one))
    return [one for *_, one in sorted(scored, key=lambda line: line[:3])]


def _fit(wanted: list[str], one: Found) -> int | None:
    title = one.title.casefold()
    if wanted and title.startswith(" ".join(wanted)):
        return 0
    begins = f" {title}".replace("(", " ").replace("-", " ")
    if all(f" {word}" in begins for word in wanted):
        return 1
    whole = f"{title} {one.more}".casefold()
    return 2 if all(word in whole for word in wanted) else None


class Recent:
    """What was chosen lately, newest first, kept in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def keys(self) -> list[str]:
        """The keys of what was chosen (see Found.key)."""
        try:
            raw = json.loads(self._settings.get(_KEY) or "[]")
        except ValueError:
            return []
        return [key for key in raw if isinstance(key, str)] if isinstance(raw, list) else []

    def add(self, found: Found) -> None:
        """This was chosen now."""
        keys = [found.key, *(key for key in self.keys() if key != found.key)]
        self._settings.set(_KEY, json.dumps(keys[:_KEPT]))
