"""A real desk in a folder of its own for tests of the screens: time stands still, and acts run when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from agent_desk.assembly import open_desk
from agent_desk.domain.changes import Changes
from agent_desk.domain.delivery import DUE, DeliveryState, Reason, Step
from agent_desk.domain.errors import DeskError
from agent_desk.domain.ids import uuid7
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Origin,
    Place,
    SeenAuthor,
    Subject,
)
from agent_desk.domain.rows import DeliveryRow
from agent_desk.domain.venues import Capability, LengthUnit, Limits, SecretPlace, Venue, VenueProfile, VenueState
from agent_desk.runtime.places import for_folder
from agent_desk.services.ingest import prepare, take_in
from agent_desk.views.ports import Failed, News

T = TypeVar("T")
NOON = 1_750_000_000_000
LIMITS = Limits(text_max=300, unit=LengthUnit.GRAPHEMES, media_max=2, media_bytes_max=1_000_000,
                media_types=("image/png",), alt_max=200)  # fmt: skip


class FakeActs:
    """Runs acts at once, or, while `held`, when `run` is called; in order, like the write lane."""

    def __init__(self, news: News) -> None:
        self._news = news
        self.held = False
        self.waiting: list[Callable[[], None]] = []
        self.fail_next: DeskError | None = None

    def do(self, work: Callable[[], T], then: Callable[[T], None] | None = None, failed: Failed | None = None) -> None:
        def act() -> None:
            try:
                if self.fail_next is not None:
                    error, self.fail_next = self.fail_next, None
                    raise error
                result = work()
            except DeskError as error:
                if failed is not None:
                    failed(error)
                else:
                    self._news.trouble.emit(error)
                return
            changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
            if changes:
                self._news.changed.emit(changes)
            if then is not None:
                then(result)

        self.waiting.append(act)
        if not self.held:
            self.run()

    def run(self) -> None:
        """Run all that waits, and what that asks for."""
        while self.waiting:
            self.waiting.pop(0)()

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Failed | None = None) -> FakeActs:
        self.do(work, then, failed)
        return self

    def cancel(self) -> None:
        """Nothing is under way."""


class FakeSettings:
    """Choices in memory."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        return self.values.get(key, default)

    def set(self, key: str, value: str) -> None:
        self.values[key] = value


class DeskKit:
    """A desk with one venue that lets us do everything. `now` is its clock, in UTC milliseconds."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self._count = 0
        self.desk = open_desk(for_folder(folder), now=lambda: self.now, new_id=self._new_id)
        self.news = News()
        self.acts = FakeActs(self.news)
        self.settings = FakeSettings()
        self.venue = self.add_venue()

    def _new_id(self) -> str:
        self._count += 1
        return uuid7(NOON + self._count, self._count.to_bytes(10, "big"))

    def add_venue(self, **changes: Any) -> Venue:
        """Connect another venue of the demo network."""
        profile = VenueProfile("us", "acme.example", "Acme", "", "Demo", LIMITS, frozenset(Capability))
        number = len(self.desk.venues.all()) + 1
        venue = Venue(
            id=self._new_id(), number=number, network="demo", url=f"demo://{number}", label=f"Acme {number}", user="acme",
            options={}, since=0, read_only=False, secret_place=SecretPlace.NONE, secret_name="", profile=profile,
            state=VenueState.OK, state_detail="", synced_at=None, retry_at=None, added_at=NOON,
        )  # fmt: skip
        venue = replace(venue, **changes)
        with self.desk.ground.act() as (nouns, _tally):
            nouns.venues.add(venue)
            if venue.profile is not None:
                nouns.venues.set_profile(venue.id, venue.profile)
        return venue

    def post(
        self, text: str = "Where is my order?", *, key: str = "thread", author: str = "Ana Lopes", **more: Any
    ) -> str:
        """A post arrives; returns the id of its conversation. `more`: fields of IncomingPost, `venue`, `subject`, `kind`."""
        return self.posts([self.incoming(text, key=key, author=author, **more)], more.get("venue"))

    def incoming(self, text: str, *, key: str = "thread", author: str = "Ana Lopes", **more: Any) -> IncomingPost:
        """A post as a connector yields it; each a second after the one before."""
        self._count += 1
        handle = author.lower().replace(" ", "")
        subject: Subject | None = more.pop("subject", None)
        kind: ConversationKind = more.pop("kind", ConversationKind.MENTIONS)
        more.pop("venue", None)
        post = IncomingPost(
            remote_id=f"{key}-{self._count}",
            place=Place(kind, key, "", f"https://venue.example/{key}", subject),
            author=SeenAuthor(handle, handle, author, ours=author == "Acme"),
            posted_at=NOON - 3_600_000 + self._count * 1000,
            body=text,
            origin=Origin.CONTEXT if author == "Acme" else Origin.MENTION,
        )
        return replace(post, **more)

    def posts(self, posts: list[IncomingPost], venue: Venue | None = None) -> str:
        """Posts of one conversation arrive together; tells the screens."""
        venue = venue or self.venue
        with self.desk.ground.act(durable=False) as (nouns, tally):
            take_in(self.desk.ground, nouns, tally, venue, prepare(posts))
            found = nouns.conversations.by_place(venue.id, [posts[0].place.key])
        self.news.changed.emit(tally.changes)
        return found[posts[0].place.key]

    def step(self, row: DeliveryRow, *steps: tuple[DeliveryState, Reason, str], due_in: int | None = None) -> None:
        """A delivery goes on; tells the screens."""
        for state, reason, detail in steps:
            due_at = self.now + (due_in or 0) if state in DUE else None
            with self.desk.ground.act() as (nouns, tally):
                before = nouns.deliveries.get(row.id)
                nouns.deliveries.step(before, Step(state, reason, detail, due_at), self.now)
                tally.add(Changes(conversations=frozenset({row.conversation_id}), deliveries=frozenset({row.id})))
            self.news.changed.emit(tally.changes)

    def close(self) -> None:
        """Let go of the database."""
        self.desk.ground.store.close()
