"""What an act or a fetch touched: the one value that tells every screen what to look at again."""

from __future__ import annotations

from dataclasses import field

from agent_desk.domain.frozen import frozen

_NONE: frozenset[str] = frozenset()


@frozen
class Changes:
    """Ids of what was touched. Truthy when anything was."""

    venues: frozenset[str] = _NONE
    conversations: frozenset[str] = _NONE
    messages: frozenset[str] = _NONE
    deliveries: frozenset[str] = _NONE
    drafts: frozenset[str] = _NONE
    arrived: frozenset[str] = field(default=_NONE)
    """Conversations in which a customer's post newly waits; for announcements."""
    views: frozenset[str] = _NONE
    canned: frozenset[str] = _NONE
    authors: frozenset[str] = _NONE
    agents: frozenset[str] = _NONE
    teams: frozenset[str] = _NONE
    customers: frozenset[str] = _NONE
    levels: frozenset[str] = _NONE
    """Calendars and policies."""
    rules: frozenset[str] = _NONE
    """Rules and macros."""
    notices: frozenset[str] = _NONE
    """Agents who were told something, or looked at it."""
    everything: bool = False
    """What was touched is not known one by one: look at everything again."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(**{name: getattr(self, name) | getattr(other, name) for name in _NAMES})

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in _NAMES if name != "arrived")


_NAMES: tuple[str, ...] = vars(Changes)["__slots__"]
