"""Taking in what venues tell: in any order, twice, in pieces, with edits and deletions, the outcome is the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import Disposition, Status, attention
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Media,
    MediaKind,
    Origin,
    Place,
    PostState,
    SeenAuthor,
)
from agent_desk.domain.venues import Answers
from tests.clock import FakeClock
from tests.services.fake_venue import BRAND, Crash, FakeRegistry, FakeVenue
from tests.services.workspace import EXAMPLES, VENUE_ID, Process, open_process

MINUTE = 60_000


def post(
    name: str,
    text: str = "Where is my parcel?",
    *,
    parent: str | None = None,
    at: int = 0,
    author: str = "ann",
    place: str = "p1",
    kind: ConversationKind = ConversationKind.MENTIONS,
    **other: object,
) -> IncomingPost:
    """A post as a connector reports it; `at` in minutes before the clock's start."""
    ours = author == "brand"
    fields: dict[str, object] = {"origin": Origin.CONTEXT if ours else Origin.MENTION, **other}
    return IncomingPost(
        remote_id=name,
        place=Place(kind, place, "A thread"),
        author=BRAND if ours else SeenAuthor(author, author, author.title()),
        posted_at=FakeClock()() - at * MINUTE,
        body=text,
        parent_remote_id=parent,
        **fields,  # type: ignore[arg-type]  # the fields of a post
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Process]:
    process = open_process(tmp_path, FakeVenue(FakeClock()))
    yield process
    process.close()


class Template:
    """A made workspace, copied for each example."""

    def __init__(self, folder: Path, answers: Answers) -> None:
        self.folder, self.answers = folder, answers
        self.clock = FakeClock()
        self.registry = FakeRegistry(FakeVenue(self.clock), answers)
        open_process(folder, FakeVenue(self.clock), self.registry).close()

    def open(self, target: Path) -> Process:
        shutil.copytree(self.folder, target, dirs_exist_ok=True)
        return open_process(target, FakeVenue(self.clock), self.registry)


@pytest.fixture(scope="module", params=list(Answers))
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("template"), request.param)


@st.composite
def stories(draw: st.DrawFn) -> list[IncomingPost]:
    """Up to eight posts of two conversations in the order of writing; each may be told more than once, as context too."""
    count = draw(st.integers(1, 8))
    kinds = {place: draw(st.sampled_from(ConversationKind)) for place in ("p1", "p2")}
    told: list[IncomingPost] = []
    for number in range(count):
        place = draw(st.sampled_from(["p1", "p2"]))
        earlier = [one.remote_id for one in told if one.place.key == place]
        told.append(
            post(
                f"r{number}",
                f"Words {number}",
                parent=draw(st.none() | st.sampled_from([*earlier, "never-seen"])),
                at=(count - number) * draw(st.sampled_from([1, 1, 3])) * 10 + count - number,
                author=draw(st.sampled_from(["ann", "bob", "brand"])),
                place=place,
                kind=kinds[place],
                state=draw(st.sampled_from([PostState.PUBLISHED, PostState.PUBLISHED, PostState.HELD, PostState.SPAM])),
            )
        )
    again = draw(st.lists(st.sampled_from(told), max_size=4))
    origins = [Origin.CONTEXT, Origin.FOUND, Origin.REPLY]
    return told + [one if one.author.ours else replace(one, origin=draw(st.sampled_from(origins))) for one in again]


def _picture(desk: Process) -> object:
    """All that must not depend on how it was told."""
    read = desk.store.read
    rows = [row for found in (False, True) for row in desk.inbox.page(ListQuery(found=found))]
    messages = {
        message.remote_id: (
            message.text,
            message.direction,
            message.origin,
            message.addressed,
            message.parent_remote_id,
            message.state,
            message.disposition,
        )
        for row in rows
        for message in read.messages.of(row.id, 100)
    }
    lines = {
        read.conversations.place(row.id).key: (
            row.waiting,
            row.waiting_since,
            row.unread,
            row.last_at,
            row.message_count,
            row.text,
            row.author_name,
        )
        for row in rows
    }
    return messages, lines, desk.inbox.counts().waiting, desk.inbox.counts().found


def _adds_up(desk: Process, answers: Answers) -> None:
    """Waiting and dispositions make up all addressed posts, and say what the rules say of the whole conversation."""
    read = desk.store.read
    for row in (*desk.inbox.page(ListQuery()), *desk.inbox.page(ListQuery(found=True))):
        wanted = attention(
            read.settling.posts([row.id])[row.id], read.conversations.place(row.id).kind, answers, desk.venue.since
        )
        stored = {message.id: message.disposition for message in read.messages.of(row.id, 100)}
        assert {post: stored[post] for post in wanted.dispositions} == dict(wanted.dispositions)
        assert (row.waiting, row.waiting_since) == (wanted.waiting, wanted.waiting_since)
        assert set(read.messages.waiting(row.id)) == {post for post, value in wanted.dispositions.items() if not value}
        assert row.message_count == len(stored)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories(), data=st.data())
def test_order_repetition_and_pages_do_not_matter(
    template: Template, told: list[IncomingPost], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole, pieces = template.open(Path(one)), template.open(Path(other))
        try:
            whole.take(told)
            order = data.draw(st.permutations(told))
            while order:
                size = data.draw(st.integers(1, 4))
                page, order = order[:size], order[size:]
                if data.draw(st.booleans()):
                    _crash(pieces, page)
                pieces.take(page)
                _adds_up(pieces, template.answers)
                assert not pieces.take(page), "the same page twice changes nothing"
            assert _picture(pieces) == _picture(whole)
        finally:
            whole.close()
            pieces.close()


def _crash(desk: Process, page: Sequence[IncomingPost]) -> None:
    desk.store.crash_after, desk.store.committed_first = 0, False
    with pytest.raises(Crash):
        desk.take(page)
    desk.store.crash_after = None


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories(), data=st.data())
def test_edits_deletions_and_decisions_keep_the_sums(
    template: Template, told: list[IncomingPost], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = template.open(Path(folder))
        try:
            desk.take(told[:2])
            for _ in range(6):
                _something_happens(desk, told, data)
                _adds_up(desk, template.answers)
        finally:
            desk.close()


def _something_happens(desk: Process, told: list[IncomingPost], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(told))
    what = data.draw(
        st.sampled_from(["tell", "edit", "delete", "gone", "spam", "publish", "decide", "undecide", "read"])
    )
    if what == "tell":
        desk.take([one])
    elif what == "edit":
        desk.take([replace(one, body="Other words")])
    elif what == "delete":
        desk.take([replace(one, body="", state=PostState.DELETED)])
    elif what == "gone":
        desk.take([], [one.remote_id])
    elif what in ("spam", "publish"):
        desk.take([replace(one, state=PostState.SPAM if what == "spam" else PostState.PUBLISHED)])
    else:
        rows = desk.inbox.page(ListQuery())
        messages = [message.id for row in rows for message in desk.store.read.messages.of(row.id, 100)]
        if what == "read" and rows:
            desk.status.read(rows[0].id)
        elif messages:
            desk.status.dispose(messages[:1], Disposition.IDEA if what == "decide" else None)


Row = Callable[[], object]


def test_a_customers_post_reopens_whatever_the_status_was(desk: Process) -> None:
    for number, status in enumerate(Status):
        desk.take([post(f"a{number}", place=f"p{number}", at=5)])
        conversation = desk.conversation(f"p{number}")
        until = desk.clock() + MINUTE if status is Status.SNOOZED else None
        desk.status.set(conversation, status, until=until, disposition=Disposition.NO_ANSWER_NEEDED)
        changes = desk.take([post(f"b{number}", "And now?", place=f"p{number}", at=1)])
        assert desk.inbox.row(conversation).status is Status.OPEN
        assert changes.arrived == {conversation}


def test_a_post_that_turns_out_to_address_us_reopens(desk: Process) -> None:
    desk.take([post("a", origin=Origin.FOUND)])
    conversation = desk.conversation("p1")
    assert (desk.inbox.counts().found, desk.inbox.counts().waiting) == (1, 0)
    desk.status.set(conversation, Status.RESOLVED)
    changes = desk.take([post("a")])
    row = desk.inbox.row(conversation)
    assert (row.status, row.waiting) == (Status.OPEN, 1)
    assert changes.arrived == {conversation}
    assert (desk.inbox.counts().found, desk.inbox.counts().waiting) == (0, 1)


def test_who_waits_again_because_our_answer_is_gone_is_put_before_somebody(desk: Process) -> None:
    desk.take([post("a", at=9), post("ours", "Here.", parent="a", at=8, author="brand")])
    conversation = desk.conversation("p1")
    desk.status.set(conversation, Status.RESOLVED)
    desk.take([], ["ours"])
    row = desk.inbox.row(conversation)
    assert (row.status, row.waiting) == (Status.OPEN, 1)


def test_older_posts_are_context_not_work(desk: Process) -> None:
    changes = desk.take([post("old", at=8 * 24 * 60)])
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.waiting, row.unread) == (0, 0)
    assert not changes.arrived
    message = desk.inbox.open(row.id).messages[0]
    assert message.disposition is Disposition.BEFORE_WE_STARTED


def test_the_venues_time_is_believed_up_to_the_moment_we_saw_it(desk: Process) -> None:
    desk.take([post("a", at=-60), post("b", at=1), replace(post("c", place="p2"), posted_at=-5)])
    messages = {message.remote_id: message for message in desk.inbox.open(desk.conversation("p1")).messages}
    assert all(message.posted_at <= message.seen_at for message in messages.values())
    assert messages["b"].posted_at == desk.clock() - MINUTE
    assert desk.inbox.open(desk.conversation("p2")).messages[0].posted_at == 0


def test_edits_keep_what_was_said_before(desk: Process) -> None:
    desk.take([post("a", "First words")])
    desk.clock.advance(60)
    desk.take([post("a", "Second words")])
    desk.clock.advance(60)
    desk.take([post("a", "Third words")])
    message = desk.inbox.open(desk.conversation("p1")).messages[0]
    assert (message.text, message.versions) == ("Third words", 2)
    assert [text for _, text in desk.inbox.versions(message.id)] == ["First words", "Second words"]
    assert message.edited_at == desk.clock()


@pytest.mark.parametrize(
    "change",
    [
        {"parent_remote_id": "a"},
        {"url": "https://venue.example/b"},
        {"media": (Media(MediaKind.IMAGE, "https://venue.example/picture.png", "A cat"),)},
        {"native": {"cid": "2"}},
        {"origin": Origin.REPLY},
        {"state": PostState.HELD},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_the_venue_changes_is_taken_over(desk: Process, change: dict[str, object]) -> None:
    told = post("b", at=1)
    desk.take([post("a", at=2), told])
    changed = replace(told, **change)  # type: ignore[arg-type]  # the fields of a post
    assert desk.take([changed]).messages
    assert not desk.take([changed])
    shown = desk.inbox.open(desk.conversation("p1")).messages[1]
    for name, value in change.items():
        assert getattr(shown, name) == value


def test_a_link_that_changed_under_the_same_words_is_taken_over(desk: Process) -> None:
    from agent_desk.domain.posts import Markup

    told = replace(post("a", '<p><a href="https://one.example/">here</a></p>'), markup=Markup.HTML)
    desk.take([told])
    desk.take([replace(told, body='<p><a href="https://two.example/">here</a></p>')])
    assert "two.example" in desk.inbox.open(desk.conversation("p1")).messages[0].html


def test_a_deleted_post_leaves_no_words_anywhere(desk: Process) -> None:
    desk.take([post("a", "Zanzibar first"), post("b", "harmless", at=1)])
    desk.take([post("a", "Zanzibar second")])
    while desk.search.catch_up():
        pass
    assert desk.search.find("zanzibar")
    desk.take([], ["a"])
    while desk.search.catch_up():
        pass
    assert desk.search.find("zanzibar") == []
    message = next(one for one in desk.inbox.open(desk.conversation("p1")).messages if one.remote_id == "a")
    assert (message.text, message.html, message.versions) == ("", "", 0)
    assert message.state is PostState.DELETED
    assert message.disposition is Disposition.DELETED_BY_AUTHOR
    with desk.store.write(durable=False) as nouns:
        dump = "\n".join(nouns.connection.iterdump()).casefold()
    assert "zanzibar" not in dump


def test_counts_are_kept_over_time(desk: Process) -> None:
    for likes in (1, 1, 4):
        desk.clock.advance(60)
        desk.take([post("a", counts={"likes": likes})])
    message = desk.inbox.open(desk.conversation("p1")).messages[0]
    assert message.counts == {"likes": 4}
    with desk.store.write(durable=False) as nouns:
        history = nouns.connection.execute("SELECT value FROM message_count ORDER BY at").fetchall()
    assert [row[0] for row in history] == [1, 4]


def test_a_crash_between_two_pages_repeats_and_loses_nothing(tmp_path: Path) -> None:
    venue = FakeVenue(FakeClock())
    for number in range(9):
        venue.customer(f"Question {number}", place=f"p{number}")
    registry = FakeRegistry(venue)
    for kill in range(8):
        desk = open_process(tmp_path, venue, registry, f"elsewhere{kill}:1:1")
        desk.clock.advance(40)
        desk.store.crash_after, desk.store.committed_first = kill, bool(kill % 2)
        with pytest.raises(Crash):
            desk.fetch()
        rows = desk.store.read.conversations.by_place(VENUE_ID, [f"p{number}" for number in range(9)])
        cursor = int(desk.store.read.venues.cursor(VENUE_ID, "all") or 0)
        assert len(rows) == cursor
        desk.close()
    desk = open_process(tmp_path, venue, registry, "last:1:1")
    desk.clock.advance(40)
    desk.fetch()
    assert desk.inbox.counts().waiting == 9
    desk.close()


def test_an_older_parent_that_arrives_later_begins_no_second_conversation(desk: Process) -> None:
    desk.take([post("r2", place="r2", at=5)])
    conversation = desk.conversation("r2")
    below = post("r3", "And now?", parent="r2", place="r1", at=1)
    root = post("r1", "Above all", place="r1", at=9)
    for _ in range(2):
        desk.take([root, replace(below, place=replace(below.place, earlier=("r2", "r3")))])
    assert desk.store.read.messages.remote_ids(conversation).keys() == {"r1", "r2", "r3"}
    desk.take([post("r4", "Beside it", parent="r1", place="r1", at=0)])
    assert desk.conversation("r1") == conversation
    assert [row.id for row in desk.inbox.page(ListQuery())] == [conversation]
