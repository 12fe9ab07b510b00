"""The outbox as a store keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from agent_desk.domain.delivery import DeliveryState, Step
from agent_desk.domain.posts import Native
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryEventRow, DeliveryRow


class Deliveries(Protocol):
    """The outbox."""

    def add(self, row: DeliveryRow) -> None: ...
    def next_number(self) -> int: ...
    def get(self, ref: str) -> DeliveryRow: ...
    def by_key(self, key: str) -> DeliveryRow | None: ...
    def rows(self, updated_after: int) -> list[DeliveryRow]:
        """Oldest first: all that is pending, and what ended after that time."""

    def of(self, conversation_id: str) -> tuple[DeliveryRow, ...]: ...
    def due(self, venue_id: str, now: int) -> list[DeliveryRow]: ...
    def next_due(self, now: int) -> dict[str, int]:
        """Per venue the earliest due time: now where a delivery is being sent, because its sender may have died."""

    def in_state(self, state: DeliveryState, venue_id: str | None = None) -> list[DeliveryRow]: ...
    def step(
        self,
        row: DeliveryRow,
        step: Step,
        at: int,
        *,
        attempt: bool = False,
        remote_id: str | None = None,
        url: str | None = None,
        forced: bool | None = None,
        native: Native | None = None,
        not_before: int | None = None,
    ) -> DeliveryRow:
        """Move on by the table of legal transitions, with history. Raises Refused("wrong_state") when the row is no
        longer in the state that the caller saw, or the step is not legal. `attempt`: a try begins."""

    def rename(self, venue_id: str, held: str, remote_id: str) -> None:
        """What was delivered to be held got its remote id."""

    def reschedule(self, venue_id: str, states: Iterable[DeliveryState], due_at: int) -> int:
        """Let what waits in these states be due earlier, but nothing before its `not_before`."""

    def ended(self, limit: int, before: DeliveryRow | None) -> list[DeliveryRow]:
        """What was delivered or discarded, the latest first, beginning after `before`."""

    def approve(self, delivery_id: str, approval: Approval, agent_id: str | None) -> None:
        """Note where it stands with its second pair of eyes, and whose they are."""

    def wanting(self) -> list[DeliveryRow]:
        """Those that wait for a second pair of eyes, oldest first."""

    def count_wanting(self) -> int: ...
    def history(self, delivery_id: str) -> list[DeliveryEventRow]: ...
