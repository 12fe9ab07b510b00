"""Private notes: written, changed, taken away and brought back; never mixed with a reply."""

from __future__ import annotations

import pytest

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.errors import NotFound
from tests.services.refusing import refused
from tests.services.test_ingest import post
from tests.services.workspace import Process


@pytest.fixture
def conversation(empty_desk: Process) -> str:
    empty_desk.take([post("a")])
    return empty_desk.conversation("p1")


def test_a_note_is_seen_with_its_conversation_and_counted(empty_desk: Process, conversation: str) -> None:
    empty_desk.agent.set("Ida", "")
    empty_desk.drafts.save(conversation, "A reply that is being written")
    empty_desk.drafts.save_note(conversation, "Ask @bob")
    noted = empty_desk.notes.add(conversation, "  Ask @bob about it\n")
    assert noted.changes.conversations == {conversation}
    detail = empty_desk.inbox.open(conversation)
    assert [(note.text, note.agent_name, note.mine) for note in detail.notes] == [("Ask @bob about it", "Ida", True)]
    assert detail.row.notes == 1
    assert detail.draft is not None
    assert (detail.draft.text, detail.draft.note) == ("A reply that is being written", "")


def test_a_draft_that_was_only_a_note_is_gone_with_it(empty_desk: Process, conversation: str) -> None:
    empty_desk.drafts.save_note(conversation, "Ask Bob")
    changes = empty_desk.notes.add(conversation, "Ask Bob").changes
    assert changes.drafts == {conversation}
    assert empty_desk.drafts.get(conversation) is None


def test_a_note_can_be_changed_removed_and_restored(empty_desk: Process, conversation: str) -> None:
    note = empty_desk.notes.add(conversation, "First").note
    empty_desk.clock.advance(60)
    changed = empty_desk.notes.edit(note.id, "Second").note
    assert (changed.text, changed.at, changed.edited_at) == ("Second", note.at, empty_desk.clock())
    assert not empty_desk.notes.edit(note.id, "Second").changes
    assert empty_desk.notes.remove(note.id)
    assert not empty_desk.notes.remove(note.id)
    assert (empty_desk.notes.of(conversation), empty_desk.inbox.row(conversation).notes) == ((), 0)
    assert empty_desk.notes.restore(note.id)
    assert ([one.text for one in empty_desk.notes.of(conversation)], empty_desk.inbox.row(conversation).notes) == (
        ["Second"],
        1,
    )
    assert empty_desk.activity.totals(0)[ActionKind.NOTE] == 4


def test_what_is_no_note_is_refused(empty_desk: Process, conversation: str) -> None:
    with refused("empty_note"):
        empty_desk.notes.add(conversation, " \n")
    with pytest.raises(NotFound):
        empty_desk.notes.add("nowhere", "Words")
    with pytest.raises(NotFound):
        empty_desk.notes.edit("nothing", "Words")


def test_another_agents_note_is_not_ours_to_change(empty_desk: Process, conversation: str) -> None:
    note = empty_desk.notes.add(conversation, "Mine").note
    with empty_desk.store.write(durable=False) as nouns:
        nouns.connection.execute("INSERT INTO agent (id, number, name) VALUES ('other', 2, 'Bea')")
        nouns.connection.execute("UPDATE note SET agent_id = 'other'")
    assert not empty_desk.notes.of(conversation)[0].mine
    for act in (lambda: empty_desk.notes.edit(note.id, "x"), lambda: empty_desk.notes.remove(note.id)):
        with refused("not_yours"):
            act()
