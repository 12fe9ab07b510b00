"""A reply that its venue held and then showed under another remote id: one post, one delivery, whatever came first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import StoreError
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import IncomingPost, Origin, PostState
from agent_desk.domain.rows import DeliveryRow
from agent_desk.storage.sqlite.faults import told
from tests.clock import FakeClock
from tests.services.fake_venue import BRAND, Crash, FakeVenue, fake_of
from tests.services.workspace import VENUE_ID, Process, open_process

TEXT = "We look into it."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Process]:
    venue = FakeVenue(FakeClock())
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def held(desk: Process) -> DeliveryRow:
    """A reply that waits for the venue's moderators."""
    fake_of(desk.registry).faults.append("held")
    row = desk.replies.send(desk.conversation("p1"), TEXT, now=True).delivery
    desk.deliver()
    row = desk.outbox.get(row.id)
    assert (row.state, row.remote_id) == (DeliveryState.AWAITING_MODERATION, "r2")
    return row


def approved(desk: Process, **other: object) -> IncomingPost:
    """The same reply as the venue tells of it now."""
    post = IncomingPost(
        remote_id="n7",
        place=desk.store.read.conversations.place(desk.conversation("p1")),
        author=BRAND,
        posted_at=desk.clock(),
        body=TEXT,
        origin=Origin.CONTEXT,
        parent_remote_id="r1",
        url="https://venue.example/n7",
        native={"number": "7"},
        formerly="r2",
    )
    return replace(post, **other)  # type: ignore[arg-type]  # the fields of a post


def shown(desk: Process) -> list[tuple[str, PostState]]:
    messages = desk.inbox.open(desk.conversation("p1")).messages
    return [(message.remote_id, message.state) for message in messages]


@pytest.mark.parametrize(
    "formerly", [("r2",), ("r2", "r2"), ("", "r2"), ("", "r2", "")], ids=["once", "twice", "number first", "in turns"]
)
def test_a_held_reply_goes_on_under_its_number(desk: Process, formerly: Sequence[str]) -> None:
    row = held(desk)
    desk.clock.advance(60)
    for name in formerly:
        desk.take([approved(desk, formerly=name)])
    assert shown(desk) == [("r1", PostState.PUBLISHED), ("n7", PostState.PUBLISHED)]
    after = desk.outbox.get(row.id)
    assert (after.state, after.remote_id, after.url) == (DeliveryState.DELIVERED, "n7", "https://venue.example/n7")
    assert desk.inbox.open(desk.conversation("p1")).messages[1].versions == 0
    assert (desk.inbox.page(ListQuery())[0].message_count, desk.inbox.counts().waiting) == (2, 0)
    assert not desk.take([approved(desk)])


def test_the_same_words_said_before_are_not_the_held_reply(desk: Process) -> None:
    earlier = desk.clock() - 1
    row = held(desk)
    desk.take([approved(desk, posted_at=earlier)])
    assert {name for name, _ in shown(desk)} == {"r1", "r2", "n7"}
    assert desk.outbox.get(row.id).state is DeliveryState.AWAITING_MODERATION


def test_what_stands_below_a_held_reply_stays_there(desk: Process) -> None:
    held(desk)
    desk.take([approved(desk, remote_id="r3", parent_remote_id="r2", formerly="")])
    desk.take([approved(desk)])
    messages = {message.remote_id: message for message in desk.inbox.open(desk.conversation("p1")).messages}
    assert messages["r3"].parent_remote_id == "n7"


def test_a_crash_leaves_the_reply_whole(desk: Process) -> None:
    row = held(desk)
    desk.store.crash_after = 0
    with pytest.raises(Crash):
        desk.take([approved(desk)])
    desk.store.crash_after = None
    assert shown(desk)[1] == ("r2", PostState.HELD)
    assert desk.outbox.get(row.id).remote_id == "r2"
    desk.take([approved(desk)])
    assert shown(desk)[1] == ("n7", PostState.PUBLISHED)


def test_only_a_held_post_gets_another_name(desk: Process) -> None:
    with pytest.raises(StoreError, match="identity"), told(), desk.store.write(durable=False) as nouns:
        nouns.messages.rename(VENUE_ID, "r1", "n7")
