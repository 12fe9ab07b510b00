"""The unattended ledger as a store keeps it: what was fetched, what waits, how the rest was dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent_desk.domain.balance import BalanceDay, Span
from agent_desk.domain.conversations import Disposition
from agent_desk.domain.rows import MessageRow


class Balance(Protocol):
    """Reads; the sums keep themselves with every post that comes and goes."""

    def days(self, spans: Sequence[Span], venue_id: str | None) -> list[BalanceDay]:
        """A line for each day and venue on which anything was fetched, the latest day first."""

    def posts(
        self, span: Span, venue_id: str | None, disposition: Disposition | None, limit: int, after: MessageRow | None
    ) -> list[MessageRow]:
        """The posts behind a figure, oldest first, after one of them; None: those that wait."""

    def left(self, before: int, venue_id: str | None) -> list[str]:
        """Ids of the posts from before that moment that wait, oldest first. Those of removed venues are not among them."""

    def oldest(self) -> int | None:
        """When the oldest post that waits was posted (UTC milliseconds)."""
