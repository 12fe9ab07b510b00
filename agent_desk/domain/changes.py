"""What an act or a fetch touched: the one value that tells every screen what to look at again."""

from __future__ import annotations

from dataclasses import dataclass, field

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of what was touched. Truthy when anything was."""

    venues: frozenset[str] = _NONE
    conversations: frozenset[str] = _NONE
    messages: frozenset[str] = _NONE
    deliveries: frozenset[str] = _NONE
    drafts: frozenset[str] = _NONE
    arrived: frozenset[str] = field(default=_NONE)
    """Conversations in which a customer's post newly waits; for announcements."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.venues | other.venues,
            self.conversations | other.conversations,
            self.messages | other.messages,
            self.deliveries | other.deliveries,
            self.drafts | other.drafts,
            self.arrived | other.arrived,
        )

    def __bool__(self) -> bool:
        return bool(self.venues or self.conversations or self.messages or self.deliveries or self.drafts)
