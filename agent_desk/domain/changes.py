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
    everything: bool = False
    """What was touched is not known one by one: look at everything again."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.venues | other.venues,
            self.conversations | other.conversations,
            self.messages | other.messages,
            self.deliveries | other.deliveries,
            self.drafts | other.drafts,
            self.arrived | other.arrived,
            self.views | other.views,
            self.canned | other.canned,
            self.authors | other.authors,
            self.everything or other.everything,
        )

    def __bool__(self) -> bool:
        touched = self.venues or self.conversations or self.messages or self.deliveries or self.drafts
        return bool(touched or self.views or self.canned or self.authors or self.everything)
