"""Removing what is too old, and forgetting one author for good: nothing is left in any file, and the sums still hold."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import NotFound, WrongUse
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import Metric, PolicyBody, Scope
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import ConversationKind, IncomingPost, Media, MediaKind, Quote, SeenAuthor, Subject
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.rows import StoredMedia
from agent_desk.domain.rules import Does, Effect, Rule
from agent_desk.domain.venues import VenueState
from agent_desk.services.levels import Levels
from agent_desk.services.ticking import tick
from tests.clock import FakeClock
from tests.services.fake_venue import Crash, FakeRegistry, FakeVenue
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import VENUE_ID, FakeIds, Process, open_process

DAY = 24 * 60
"""Minutes, as `post` counts them."""
NOBODY = "Zebulon Quixfield"
HANDLE = "zebquix77"
WORDS = "xylophonic"
ZEB = SeenAuthor("zeb-id", HANDLE, NOBODY, f"https://venue.example/@{HANDLE}", f"https://venue.example/{HANDLE}.png")


def zeb(name: str, text: str, **other: object) -> IncomingPost:
    """A post by the one who will be forgotten."""
    return replace(post(name, text, **other), author=ZEB)  # type: ignore[arg-type]  # the fields of a post


def _author(desk: Process, handle: str = HANDLE) -> str:
    return next(
        author.id
        for row in (*desk.inbox.page(ListQuery()), *desk.inbox.page(ListQuery(found=True)))
        for author in desk.people.in_thread(row.id, 99)
        if author.handle == handle
    )


def _posts_in_sum(desk: Process) -> int:
    """All customers' posts that addressed us: waiting, disposed of, and removed."""
    here = sum(
        message.addressed for row in desk.inbox.page(ListQuery()) for message in desk.inbox.open(row.id).messages
    )
    return here + sum(desk.store.read.retention.total(VENUE_ID).values())


def _files_with(folder: Path, needle: str) -> list[str]:
    wanted = needle.casefold().encode()
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and wanted in path.read_bytes().lower()
    ]


@pytest.fixture
def many(empty_desk: Process, tmp_path: Path) -> Process:
    """The one who will be forgotten wrote nearly everywhere."""
    desk = empty_desk
    # Some builds of SQLite overwrite what is removed by themselves, others leave it in free pages.
    desk.store._writer.execute("PRAGMA secure_delete = 0")
    picture = tmp_path / "kept.png"
    picture.write_bytes(b"picture")
    other = tmp_path / "other.png"
    other.write_bytes(b"other")
    # A conversation of their own, edited, answered with a file, with a note.
    desk.take([zeb("z1", f"My first {WORDS} question", place="own", kind=ConversationKind.DIRECT, at=90)])
    desk.take([zeb("z1", f"My second {WORDS} question", place="own", kind=ConversationKind.DIRECT, at=90)])
    own = desk.conversation("own")
    desk.notes.add(own, f"{NOBODY} is angry")
    media = (Media(MediaKind.IMAGE, f"https://venue.example/{HANDLE}/cat.png"),)
    # A shared one, which they began and where they are quoted.
    desk.take(
        [
            replace(zeb("z2", f"A {WORDS} thread", place="shared", kind=ConversationKind.TOPIC, at=80), media=media),
            post(
                "b1", "I have that too", author="bob", place="shared", kind=ConversationKind.TOPIC, parent="z2", at=79
            ),
            zeb("z3", f"More {WORDS} words", place="shared", kind=ConversationKind.TOPIC, parent="b1", at=78),
            replace(
                post("b2", "As said", author="bob", place="other", at=70),
                quote=Quote("z3", NOBODY, f"More {WORDS} words"),
            ),
        ]
    )
    _our_side(desk, picture, other)
    while desk.search.catch_up():
        pass
    return desk


def _our_side(desk: Process, picture: Path, other: Path) -> None:
    """What agents wrote, answered, attached and decided there."""
    own = desk.conversation("own")
    titled = replace(desk.store.read.conversations.place(desk.conversation("shared")), title=f"A {WORDS} thread")
    with desk.store.write(durable=False) as nouns:
        nouns.conversations.set_place(desk.conversation("shared"), titled, 1)
        subject = Subject("z3", "", f"More {WORDS} words", "", NOBODY, 1)
        nouns.conversations.set_place(
            desk.conversation("other"),
            replace(nouns.conversations.place(desk.conversation("other")), subject=subject),
            1,
        )
    shared = desk.conversation("shared")
    desk.notes.add(shared, f"Call {NOBODY.upper()}")
    desk.notes.add(shared, "Something else")
    desk.take([post("o1", f"Dear {NOBODY}", author="brand", place="shared", parent="z3", at=60)])
    target = next(message for message in desk.inbox.open(shared).messages if message.remote_id == "z3")
    desk.replies.send(shared, f"Again, @{HANDLE}", target_message_id=target.id)
    part = desk.replies.send(shared, f"(2/2) Again, @{HANDLE}").delivery
    desk.drafts.save(own, f"{WORDS} " * 2000)
    desk.drafts.discard(own)
    desk.drafts.save(shared, f"And @{HANDLE} ", target.id, (StoredMedia(str(other), "image/png", "", 5),))
    with desk.store.write(durable=False) as nouns:
        nouns.connection.execute("DROP TRIGGER delivery_fixed")
        kept = f'[{{"path": "{picture}", "mime": "image/png", "alt": "", "size": 7, "width": 0, "height": 0}}]'
        nouns.connection.execute("UPDATE delivery SET state = 'stopped', due_at = NULL, media = ?", (kept,))
        nouns.connection.execute(
            "UPDATE delivery SET after_id = (SELECT min(id) FROM delivery), target_message_id = 'b1' WHERE id = ?",
            (part.id,),
        )
    desk.people.mark(_author(desk), AuthorMark.TROLL, f"{NOBODY} again")


def _work_of_the_day(desk: Process) -> None:
    """What a team left there: a refused reply with its reason, tags, a customer with remarks, mentions, clocks, rules."""
    me, own, shared = desk.ground.me, desk.conversation("own"), desk.conversation("shared")
    Levels(desk.ground).save_policy(
        "All", PolicyBody(Scope(), {Metric.FIRST: dict.fromkeys(Priority, 60)}), running_too=True
    )
    desk.rules.save(Rule("", "Angry", Event.TAGGED, (), (Effect(Does.NOTE, "Be kind."), Effect(Does.HOLD))))
    lead = desk.roster.add("Jo", "jo", Role.LEAD).agent
    for one in (own, shared):
        desk.triage.tag(one, [f"{NOBODY}"[:40]])
        desk.triage.watch(one)
        desk.notes.add(one, f"@jo: {NOBODY} wants you")
        reply = desk.replies.send(one, f"Dear {NOBODY}").delivery
        assert reply.approval is Approval.WANTED
        desk.roster.sit(lead.id)
        desk.approvals.refuse(reply.id, f"Never call {NOBODY} by that name")
        desk.roster.sit(me)
        desk.drafts.discard(one)
    other = next(one.id for one in desk.people.in_thread(shared, 9) if one.handle == "bob")
    linked = desk.customers.link(_author(desk), other, f"{NOBODY} said so").customer
    assert linked is not None
    desk.customers.rename(linked.id, NOBODY, f"{NOBODY} is a friend")
    tick(desk.ground)


def test_nothing_of_a_forgotten_author_is_left_in_any_file(many: Process, tmp_path: Path) -> None:
    desk = many
    for needle in (NOBODY, HANDLE, WORDS):
        assert _files_with(tmp_path, needle)
    before, would = _posts_in_sum(desk), desk.retention.would_erase(_author(desk))
    erased = desk.retention.erase(_author(desk))
    assert erased.overwritten
    assert (would.posts, would.replies, would.notes, would.conversations, would.shared) == (4, 2, 2, 1, 1)
    assert (erased.posts, erased.replies, erased.notes, erased.conversations) == (4, 2, 2, 1)
    for needle in (NOBODY, HANDLE, WORDS):
        assert _files_with(tmp_path, needle) == []
    assert desk.store.integrity() == "ok"
    assert _posts_in_sum(desk) == before
    assert not (tmp_path / "kept.png").exists()
    assert not (tmp_path / "other.png").exists()
    assert set(desk.forgotten_pictures) == {ZEB.avatar_url, f"https://venue.example/{HANDLE}/cat.png"}
    detail = desk.inbox.open(desk.conversation("shared"))
    assert [message.remote_id for message in detail.messages] == ["b1"]
    assert [note.text for note in detail.notes] == ["Something else"]
    assert (detail.row.notes, detail.row.author_name, detail.row.message_count, detail.row.title) == (1, "Bob", 1, "")
    assert desk.store.read.conversations.by_place(VENUE_ID, ["own"]) == {}
    with pytest.raises(NotFound):
        desk.people.author("nobody")


@pytest.mark.parametrize("merged", [False, True])
def test_nothing_of_a_forgotten_author_is_left_in_the_work_of_a_team(
    many: Process, tmp_path: Path, merged: bool
) -> None:
    desk = many
    _work_of_the_day(desk)
    if merged:
        desk.merging.merge([desk.conversation("own")], desk.conversation("shared"))
        tick(desk.ground)
    assert desk.retention.erase(_author(desk)).overwritten
    for needle in (NOBODY, HANDLE, WORDS):
        assert _files_with(tmp_path, needle) == []
    assert desk.store.integrity() == "ok"
    kinds = [act.kind for act in desk.trail.of(desk.conversation("shared"))]
    assert "approve" in kinds, "that somebody looked at it stays"


def test_no_fetch_brings_a_forgotten_author_back(many: Process) -> None:
    desk = many
    desk.retention.erase(_author(desk))
    again = [
        zeb("z1", f"My second {WORDS} question", place="own", kind=ConversationKind.DIRECT, at=90),
        zeb("z9", f"New {WORDS} words", place="shared", kind=ConversationKind.TOPIC),
        post("o1", f"Dear {NOBODY}", author="brand", place="shared", parent="z3", at=60),
    ]
    assert not desk.take(again)
    assert desk.take([*again, post("b3", "Hello?", author="bob", place="shared")]).arrived
    with desk.store.write(durable=False) as nouns:
        dump = "\n".join(nouns.connection.iterdump())
    assert NOBODY not in dump
    assert WORDS not in dump


def test_a_short_name_is_not_found_inside_other_words(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", author="al", at=2), post("b", author="bob", at=1)])
    conversation = desk.conversation("p1")
    for text in ("Also ask Hal", "Ask AL.", "al"):
        desk.notes.add(conversation, text)
    erased = desk.retention.erase(_author(desk, "al"))
    assert (erased.posts, erased.notes, erased.conversations) == (1, 2, 0)
    assert [note.text for note in desk.notes.of(conversation)] == ["Also ask Hal"]


def test_what_comes_after_an_erasure_is_new(empty_desk: Process) -> None:
    """Numbers of posts that were erased may be given again."""
    desk = empty_desk
    desk.take([post("b", "Me too", author="bob", at=9), zeb("z", "And me", at=8)])
    conversation = desk.conversation("p1")
    desk.status.read(conversation)
    desk.retention.erase(_author(desk))
    assert desk.inbox.row(conversation).unread == 0
    desk.take([post("b2", "Anybody?", author="bob", at=1)])
    assert desk.inbox.row(conversation).unread == 1


@pytest.mark.parametrize("state", ["queued", "sending", "retrying", "unknown"])
def test_a_reply_that_may_leave_is_settled_first(many: Process, state: str) -> None:
    due = None if state == "sending" else 1
    with many.store.write(durable=False) as nouns:
        nouns.connection.execute("UPDATE delivery SET state = ?, due_at = ?", (state, due))
    with refused("still_sending"):
        many.retention.erase(_author(many))
    assert many.people.author(_author(many)).name == NOBODY


def test_our_own_accounts_are_not_erased(empty_desk: Process) -> None:
    empty_desk.take([post("a"), post("o", author="brand", parent="a")])
    with refused("ours"):
        empty_desk.retention.erase(_author(empty_desk, "brand"))


def test_backups_that_still_hold_the_author_are_named_and_removed_on_demand(many: Process, tmp_path: Path) -> None:
    old, innocent = tmp_path / "backups" / "old.db", tmp_path / "backups" / "innocent.db"
    many.store.backup(str(old))
    innocent.write_bytes(b"nothing of theirs" * 200_000)
    erased = many.retention.erase(_author(many))
    assert erased.backups == (old,)
    with pytest.raises(WrongUse):
        many.retention.remove_backups([tmp_path / "desk.db"])
    many.retention.remove_backups(erased.backups)
    assert (old.exists(), innocent.exists()) == (False, True)


def test_a_reader_elsewhere_holds_the_overwriting_up(many: Process, tmp_path: Path) -> None:
    reader = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM author").fetchone()
    many.store._writer.execute("PRAGMA busy_timeout = 50")
    erased = many.retention.erase(_author(many))
    reader.close()
    assert not erased.overwritten
    assert many.retention.overwrite()
    assert _files_with(tmp_path, NOBODY) == []


def test_what_is_too_old_goes_with_all_its_parts_and_stays_in_the_sums(empty_desk: Process, tmp_path: Path) -> None:
    desk = empty_desk
    desk.take([post("young", place="young", at=2 * DAY)])
    desk.take([post("dealt", place="dealt", at=5 * DAY), post("waits", place="waits", at=5 * DAY)])
    desk.take([post("early", place="early", at=9 * DAY), post("late", place="late", at=4 * DAY, author="bob")])
    for name in ("draft", "queued", "snoozed"):
        desk.take([post(name, place=name, at=6 * DAY)])
    desk.status.set(desk.conversation("dealt"), Status.RESOLVED, disposition=Disposition.IDEA)
    desk.status.set(desk.conversation("snoozed"), Status.SNOOZED, until=desk.clock() + 1000)
    desk.drafts.save(desk.conversation("draft"), "Typed")
    desk.replies.send(desk.conversation("queued"), "Soon")
    desk.notes.add(desk.conversation("late"), "Noted")
    before = _posts_in_sum(desk)
    assert desk.retention.would_remove(VENUE_ID, 3) == 4
    assert desk.retention.run().conversations == 0
    assert desk.retention.set(VENUE_ID, 3).venues == {VENUE_ID}
    assert desk.venue.retention_days == 3
    removed = desk.retention.run()
    assert (removed.conversations, removed.posts) == (4, 4)
    assert {desk.store.read.conversations.place(row.id).key for row in desk.inbox.page(ListQuery())} == {
        "young",
        "draft",
        "queued",
        "snoozed",
    }
    assert _posts_in_sum(desk) == before
    total: dict[str, int] = {}
    for (_, outcome), posts in desk.store.read.retention.total(VENUE_ID).items():
        total[outcome] = total.get(outcome, 0) + posts
    assert total == {"idea": 1, "expired_by_rule": 2, "before_we_started": 1}
    assert desk.people.find("bob") == []
    assert sum(desk.inbox.counts().by_status.values()) == 4
    assert desk.retention.run().conversations == 0
    for days in (0, -1, 1_000_000):
        with pytest.raises(WrongUse):
            desk.retention.set(VENUE_ID, days)


def test_what_is_too_old_does_not_come_in_but_into_a_living_conversation(empty_desk: Process) -> None:
    desk = empty_desk
    desk.retention.set(VENUE_ID, 3)
    assert not desk.take([post("old", place="gone", at=4 * DAY)])
    desk.take([post("root", place="alive", at=9 * DAY), post("new", place="alive", at=1)])
    desk.take([post("middle", place="alive", at=5 * DAY)])
    assert len(desk.inbox.open(desk.conversation("alive")).messages) == 3
    assert desk.retention.run().conversations == 0


def test_what_was_removed_is_not_counted_again_when_its_thread_lives_on(empty_desk: Process) -> None:
    desk = empty_desk
    old, new = post("a", place="p", at=4 * DAY), post("b", place="p", at=1)
    desk.take([old])
    desk.retention.set(VENUE_ID, 3)
    assert desk.retention.run().posts == 1
    for _ in range(2):
        desk.take([old, new])
        assert _posts_in_sum(desk) == 2
        shown = {message.remote_id: message.waits for message in desk.inbox.open(desk.conversation("p")).messages}
        assert shown == {"a": False, "b": True}


def test_what_was_written_while_nobody_fetched_comes_in_and_is_accounted_for(empty_desk: Process) -> None:
    desk = empty_desk
    desk.retention.set(VENUE_ID, 3)
    with desk.store.write(durable=False) as nouns:
        nouns.venues.set_state(VENUE_ID, VenueState.OK, "", None, desk.clock() - 5 * DAY * 60_000)
    desk.take([post("missed", at=4 * DAY), post("older", place="p2", at=6 * DAY)])
    assert desk.inbox.counts().waiting == 1
    assert desk.retention.run().posts == 1
    assert [outcome for _, outcome in desk.store.read.retention.total(VENUE_ID)] == [Disposition.EXPIRED_BY_RULE]


def test_one_round_can_be_stopped(empty_desk: Process) -> None:
    empty_desk.take([post("a", at=5 * DAY)])
    empty_desk.retention.set(VENUE_ID, 3)
    assert empty_desk.retention.run(lambda: True).conversations == 0


def test_forgetting_survives_a_crash_between_its_steps(tmp_path: Path) -> None:
    """Killed after the erasure is on disk, the words may still lie in free pages; the next overwriting takes them."""
    venue = FakeVenue(FakeClock())
    desk = open_process(tmp_path, venue, FakeRegistry(venue), "one", FakeIds())
    desk.take([zeb("z1", f"A {WORDS} question")])
    author = _author(desk)
    desk.store.crash_after, desk.store.committed_first = 0, True
    with pytest.raises(Crash):
        desk.retention.erase(author)
    desk.close()
    again = open_process(tmp_path, venue, FakeRegistry(venue), "two", FakeIds())
    assert again.inbox.page(ListQuery()) == []
    assert again.retention.overwrite()
    assert _files_with(tmp_path, WORDS) == []
    again.close()
