"""A workspace with one place of a quiet demo network, for stories that need no wire: one customer's question in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime import clock
from agent_desk.services.collector import run_once
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from tests.end2end.desk_process import Program

PLACE = "social"


class DemoDesk:
    """The network lives in a file beside the workspace; both last as long as their folder."""

    def __init__(self, folder: Path, data: Path | None = None, *, now: Callable[[], int] = clock.now) -> None:
        self._file = folder / "network.json"
        self._now = now
        self.program = Program(data or folder / "desk")
        self.network = DemoNetwork(self._file, now, filled=False, lively=False)

    def connect(self, desk: Desk, **options: str) -> str:
        """Connect the place; returns the venue's id."""
        shared = {"file": str(self._file), "place": PLACE, "content": "empty", "crowd": "still"}
        draft = VenueDraft("demo", "demo://social", secret_place=SecretPlace.NONE, options={**shared, **options})
        return desk.venues.add(draft, desk.venues.probe(draft))[0].id

    def ask(self, text: str, *, to: str | None = None) -> str:
        """A customer writes to the brand, below the post `to` where one is named; returns the post's id there."""
        return self.network.customer_posts(PLACE, text, to=to)

    def asked(self, *questions: str, **options: str) -> None:
        """Connect the place, and fetch these questions."""
        for question in questions:
            self.ask(question)
        with self.program.desk() as desk:
            self.connect(desk, **options)
            run_once(desk.ground, desk.vault)

    def queued(self, words: str, text: str) -> str:
        """Answer the customer who wrote these words, without an undo window; gives the conversation's id."""
        conversation = self.program.conversation(words).id
        with self.program.desk() as desk:
            desk.replies.send(conversation, text, now=True)
        return conversation

    def answers(self, text: str) -> int:
        """How many posts of ours with this text the network holds."""
        return sum(post.text == text for post in self.network.ours(PLACE))

    def states(self) -> list[DeliveryState]:
        """Where the deliveries stand, oldest first."""
        return [row.state for row in self.program.outbox()]
