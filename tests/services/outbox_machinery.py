"""What the outbox machine runs on: processes that may be killed, started again, and overtaken by another one."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine

from agent_desk.domain.delivery import DUE, PENDING, DeliveryState
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryRow
from agent_desk.services.parts import waits_for_part
from tests.services.fake_venue import Crash, FakeRegistry, FakeVenue
from tests.services.workspace import FakeIds, Process, open_process

DEAD = f"{socket.gethostname()}:4194999:1"
"""A process number beyond the system's largest: whoever looks sees at once that this process runs no more."""
WAITS_FOR_HUMAN = PENDING - DUE - {DeliveryState.SENDING}


class Machinery(RuleBasedStateMachine):
    """The processes at work, which may be killed and started again."""

    folder: tempfile.TemporaryDirectory[str]
    venue: FakeVenue
    registry: FakeRegistry
    ids: FakeIds
    desk: Process
    other: Process | None
    starts: int
    texts: dict[str, str]

    def _moving(self) -> list[str]:
        ended = (*WAITS_FOR_HUMAN, DeliveryState.DELIVERED, DeliveryState.DISCARDED)
        rows = [self.desk.outbox.get(delivery) for delivery in self.texts]
        rows = [row for row in rows if row.approval is not Approval.WANTED]
        return [row.id for row in rows if row.state not in ended and not (waits_for_part(row) and self._held(row))]

    def _held(self, row: DeliveryRow) -> bool:
        """Whether a part waits with good reason."""
        if row.approval is Approval.WANTED:
            return True
        return row.after_id is not None and self.desk.outbox.get(row.after_id).state is not DeliveryState.DELIVERED

    def _waits(self, row: DeliveryRow) -> bool:
        """Whether it waits for what no time brings."""
        return waits_for_part(row) or row.approval is Approval.WANTED

    def _deliver(self, process: Process) -> None:
        try:
            process.deliver()
        except Crash:
            if process is self.desk:
                self._restart()
            else:
                process.close()
                self.other = None

    def _meanwhile(self) -> None:
        """Another process works while this one is frozen."""
        faults = list(self.venue.faults)
        self.venue.faults.clear()
        self._deliver(self._second())
        self.venue.faults.extend(faults)

    def _second(self) -> Process:
        if self.other is None:
            self.other = open_process(
                Path(self.folder.name), self.venue, self.registry, f"elsewhere:{self.starts}:1", self.ids
            )
        return self.other

    def _restart(self) -> None:
        self.desk.close()
        self.desk = self._open()

    def _open(self) -> Process:
        self.starts += 1
        return open_process(Path(self.folder.name), self.venue, self.registry, f"{DEAD}{self.starts}", self.ids)

    def _told(self, delivery: str) -> str:
        row = self.desk.outbox.get(delivery)
        steps = [
            f"{s.at - 1_780_000_000_000}: {s.after} {s.reason} {s.detail}" for s in self.desk.outbox.history(delivery)
        ]
        return f"{row.state} {row.reason}, at the venue {self.venue.of(delivery)}, steps {steps}"
