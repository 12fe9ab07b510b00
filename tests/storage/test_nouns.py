"""What each noun of the store promises; the things that other tests do not meet on their way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.conversations import Status
from agent_desk.domain.delivery import DUE, DeliveryState, Reason, Step
from agent_desk.domain.errors import NotFound, Refused, StoreError
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import ConversationKind, Origin, Place, Subject
from agent_desk.domain.rows import StoredMedia
from agent_desk.domain.venues import SecretPlace, VenueState
from agent_desk.storage.sqlite.store import SqliteStore
from tests.services.fake_venue import PROFILE, fake_of
from tests.services.test_ingest import post
from tests.services.workspace import VENUE_ID, FakeIds, Process


@pytest.fixture
def conversation(desk: Process) -> str:
    """A customer waits."""
    fake_of(desk.registry).customer("Where is my parcel, please?")
    desk.fetch()
    return desk.conversation("p1")


def test_an_answer_without_a_target_is_for_who_waits_else_for_the_customer(desk: Process) -> None:
    def answerable() -> str | None:
        found = desk.store.read.messages.answerable(desk.conversation("t"))
        return desk.inbox.message(found).remote_id if found else None

    context = replace(post("c1", "By the way", author="eve", place="t", at=1), origin=Origin.CONTEXT)
    desk.take([post("q1", "First", place="t", at=9), post("q2", "Second", place="t", at=8), context])
    assert answerable() == "q2"
    desk.take([post("o1", "Here you are", author="brand", place="t", parent="q2", at=7)])
    assert answerable() == "q2"
    desk.take([post("q3", "And this", place="t", at=6), post("o2", "Later words", author="brand", place="t", at=2)])
    assert answerable() == "q3"
    desk.take([], deleted=["q1", "q2", "q3"])
    assert answerable() == "c1"
    desk.take([], deleted=["c1", "o1", "o2"])
    assert answerable() is None


def test_venues_are_found_by_id_label_and_number_until_they_are_removed(desk: Process) -> None:
    venues = desk.store.read.venues
    assert {venues.get(ref).id for ref in (VENUE_ID, "Fake", "1", "#1")} == {VENUE_ID}
    assert venues.get(VENUE_ID).profile == PROFILE
    with desk.store.write(durable=True) as nouns:
        assert nouns.venues.set_state(VENUE_ID, VenueState.UNREACHABLE, "down", 5, None)
        assert not nouns.venues.set_state(VENUE_ID, VenueState.UNREACHABLE, "down", 9, None)
        nouns.venues.set_secret(replace(desk.venue, secret_place=SecretPlace.ENVIRONMENT, secret_name="X"))
        assert nouns.venues.next_number() == 2
    assert (desk.venue.state, desk.venue.retry_at, desk.venue.secret_name) == (VenueState.UNREACHABLE, 9, "X")
    with desk.store.write(durable=True) as nouns:
        nouns.venues.remove(VENUE_ID, 1)
    assert venues.all() == []
    with pytest.raises(NotFound):
        venues.get(VENUE_ID)


def test_two_venues_may_not_share_a_label(desk: Process) -> None:
    again = replace(desk.venue, id="venue-2", number=2)
    with pytest.raises(StoreError), desk.store.write(durable=True) as nouns:
        nouns.venues.add(again)


def test_a_conversation_keeps_its_identity_and_takes_over_what_it_stands_under(
    desk: Process, conversation: str
) -> None:
    place = desk.store.read.conversations.place(conversation)
    subject = Subject("s", "A post of ours", "Words", "https://venue.example/s", "The Brand", 1)
    with desk.store.write(durable=False) as nouns:
        changed = replace(place, title="Other title", subject=subject)
        assert nouns.conversations.set_place(conversation, changed, 2)
        assert not nouns.conversations.set_place(conversation, changed, 2)
        assert not nouns.conversations.set_place(conversation, replace(changed, subject=None), 3)
    assert desk.store.read.conversations.place(conversation) == changed
    with pytest.raises(StoreError), desk.store.write(durable=False) as nouns:
        nouns.conversations.add("other", VENUE_ID, Place(ConversationKind.TOPIC, place.key), 1)
    for change in ("id = 'x'", "venue_id = 'x'"):
        with pytest.raises(StoreError, match="identity"):
            _update(desk, f"UPDATE conversation SET {change}")
    with pytest.raises(StoreError, match="identity"):
        _update(desk, "UPDATE message SET remote_id = 'x'")


def _update(desk: Process, statement: str) -> None:
    from agent_desk.storage.sqlite.faults import told

    with told(), desk.store.write(durable=False) as nouns:
        nouns.connection.execute(statement)


def test_a_short_number_finds_what_an_id_finds(desk: Process, conversation: str) -> None:
    row = desk.inbox.row(conversation)
    message = desk.inbox.open(conversation).messages[0]
    assert desk.inbox.find(f"#{row.number}") == desk.inbox.find(conversation) == conversation
    assert desk.inbox.message(str(message.number)) == desk.inbox.message(message.id) == message
    for missing in ("999", "no-such-id"):
        with pytest.raises(NotFound):
            desk.inbox.find(missing)
        with pytest.raises(NotFound):
            desk.inbox.message(missing)
        with pytest.raises(NotFound):
            desk.outbox.get(missing)


def test_the_counters_agree_with_the_lists(desk: Process, conversation: str) -> None:
    for number in range(2, 7):
        fake_of(desk.registry).customer("Hello?", place=f"p{number}")
    desk.fetch()
    desk.clock.advance(1)
    desk.status.set(conversation, Status.RESOLVED)
    desk.status.set(desk.conversation("p2"), Status.SNOOZED, until=desk.clock() + 1000)
    desk.status.read(desk.conversation("p3"))
    desk.drafts.save(desk.conversation("p4"), "Dear")
    desk.replies.send(desk.conversation("p5"), "Hello!")
    counts = desk.inbox.counts()
    for status in Status:
        assert counts.by_status[status] == len(desk.inbox.page(ListQuery(status)))
    assert counts.waiting == len(desk.inbox.page(ListQuery(waiting=True)))
    assert counts.unread == len(desk.inbox.page(ListQuery(unread=True)))
    assert counts.drafts == len(desk.inbox.page(ListQuery(draft=True))) == 1
    assert counts.open_by_venue == {VENUE_ID: counts.by_status[Status.OPEN]}
    assert (counts.outbox, counts.outbox_failed) == (1, 0)


def test_a_delivery_moves_only_from_where_it_was_seen(desk: Process, conversation: str) -> None:
    row = desk.replies.send(conversation, "Hello!").delivery
    desk.outbox.undo(row.id)
    with pytest.raises(Refused), desk.store.write(durable=True) as nouns:
        nouns.deliveries.step(row, Step(DeliveryState.SENDING), 1, attempt=True)
    with pytest.raises(Refused), desk.store.write(durable=True) as nouns:
        nouns.deliveries.step(desk.outbox.get(row.id), Step(DeliveryState.QUEUED, due_at=1), 1)
    for change in ("text = 'other'", "venue_id = 'x'", "key = 'x'", "state = 'queued'"):
        with pytest.raises(StoreError):
            _update(desk, f"UPDATE delivery SET {change}")
    steps = desk.outbox.history(row.id)
    assert [(step.after, step.reason) for step in steps] == [("queued", "undo_window"), ("discarded", "undone")]


def test_deliveries_are_found_by_key_and_number(desk: Process, conversation: str) -> None:
    row = desk.replies.send(conversation, "Hello!", key="mine", now=True).delivery
    desk.deliver()
    read = desk.store.read.deliveries
    sent = read.by_key("mine")
    assert sent is not None
    assert sent.remote_id is not None
    assert sent == desk.outbox.get(f"#{row.number}")
    assert read.by_key("other") is None
    assert read.in_state(DeliveryState.DELIVERED) == [sent]
    assert [one.id for one in desk.outbox.rows()] == [row.id]
    desk.clock.advance(31 * 24 * 3600)
    assert desk.outbox.rows() == []


def test_due_times_are_brought_forward_never_back(desk: Process, conversation: str) -> None:
    row = desk.replies.send(conversation, "Hello!", now=True).delivery
    scheduled = desk.replies.send(conversation, "Later!", at=desk.clock() + 50_000).delivery
    with desk.store.write(durable=True) as nouns:
        sending = nouns.deliveries.step(row, Step(DeliveryState.SENDING), desk.clock(), attempt=True)
        nouns.deliveries.step(sending, Step(DeliveryState.RETRYING, due_at=desk.clock() + 60_000), desk.clock())
        for due in (3, 99_000):
            assert nouns.deliveries.reschedule(VENUE_ID, DUE, desk.clock() + due) == 2
    assert desk.outbox.get(row.id).due_at == desk.clock() + 3
    assert desk.outbox.get(scheduled.id).due_at == scheduled.not_before
    assert desk.store.read.deliveries.next_due(desk.clock()) == {VENUE_ID: desk.clock() + 3}


def test_drafts_keep_words_target_and_files(desk: Process, conversation: str) -> None:
    media = (StoredMedia("/a.png", "image/png", "A cat", 10),)
    message = desk.inbox.open(conversation).messages[0]
    desk.drafts.save(conversation, "Dear Ann", message.id, media)
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert (draft.text, draft.target_message_id, draft.media) == ("Dear Ann", message.id, media)
    assert desk.store.read.drafts.all(desk.ground.me) == [draft]
    desk.drafts.discard(conversation)
    assert desk.drafts.get(conversation) is None


def test_an_action_is_kept_once(desk: Process, conversation: str) -> None:
    action = Action("a", ActionKind.READ, desk.ground.me, conversation, 1)
    with desk.store.write(durable=True) as nouns:
        nouns.ledger.add(action)
    with pytest.raises(StoreError), desk.store.write(durable=True) as nouns:
        nouns.ledger.add(action)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("parcel", 1),
        ("PARC", 1),
        ("parcel please", 1),
        ("please parcel", 1),
        ("nothing", 0),
        ("", 0),
        ('"', 0),
        ("_", 0),
        ("* OR", 0),
    ],
)
def test_search_finds_words_and_survives_any_query(desk: Process, conversation: str, query: str, hits: int) -> None:
    while desk.search.catch_up():
        pass
    assert len(desk.search.find(query)) == hits
    assert len(desk.search.conversations(query, ListQuery())) == hits


@pytest.mark.parametrize("query", ["荷物", "荷物はどこ", "荷", "ที่ไหน", "ไหน"])
def test_search_finds_scripts_without_spaces(desk: Process, query: str) -> None:
    fake_of(desk.registry).customer("私の荷物はどこですか พัสดุอยู่ที่ไหน")
    desk.fetch()
    while desk.search.catch_up():
        pass
    assert len(desk.search.find(query)) == 1


def test_a_backup_is_a_whole_database(desk: Process, conversation: str, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "desk.db"
    target.parent.mkdir()
    desk.store.backup(str(target))
    copy = SqliteStore(target, tmp_path, FakeIds(), 1)
    assert copy.read.conversations.row(conversation) == desk.inbox.row(conversation)
    assert copy.integrity() == "ok"
    copy.close()


def test_reasons_are_kept_in_words_of_the_core(desk: Process, conversation: str) -> None:
    row = desk.replies.send(conversation, "Hello!").delivery
    assert row.reason is Reason.UNDO_WINDOW


def test_a_conversation_without_posts_has_no_thread_to_read(desk: Process) -> None:
    with desk.store.write(durable=False) as nouns:
        nouns.conversations.add("empty", VENUE_ID, Place(ConversationKind.TOPIC, "empty"), 1)
    with pytest.raises(NotFound):
        desk.store.read.messages.thread_ref("empty")


def test_a_number_that_was_given_is_never_given_again(desk: Process) -> None:
    place = Place(ConversationKind.TOPIC, "first", "", "")
    with desk.store.write(durable=False) as nouns:
        nouns.conversations.add("one", VENUE_ID, place, 1)
        number = nouns.conversations.row("one").number
        nouns.retention.remove(["one"])
        nouns.conversations.add("two", VENUE_ID, replace(place, key="second"), 1)
        assert nouns.conversations.row("two").number == number + 1
