"""People: a mark deals with what waits and what comes, undone it gives everything back; and anybody is found by name."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import NotFound
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.marks import DEALT_WITH_AS, AuthorMark
from agent_desk.domain.posts import IncomingPost, Origin, SeenAuthor
from tests.services.refusing import refused
from tests.services.test_ingest import Template, _adds_up, _picture, post, stories, template
from tests.services.workspace import EXAMPLES, Process

__all__ = ["template"]
WAITING = ListQuery(waiting=True)
MARKS = [mark for mark in AuthorMark if mark is not AuthorMark.NONE]


def _author(desk: Process, place: str, name: str) -> str:
    return next(one.id for one in desk.people.in_thread(desk.conversation(place), 99) if one.remote_id == name)


def _dispositions(desk: Process, place: str = "p1") -> dict[str, Disposition | None]:
    return {one.remote_id: one.disposition for one in desk.inbox.open(desk.conversation(place)).messages}


@pytest.mark.parametrize("mark", MARKS)
def test_what_waits_is_dealt_with_and_what_comes_too(empty_desk: Process, mark: AuthorMark) -> None:
    desk = empty_desk
    desk.take([post("a", at=9), post("b", at=8, author="bob"), post("c", at=7, place="p2")])
    desk.agent.set("Ida", "")
    ann = _author(desk, "p1", "ann")
    changes = desk.people.mark(ann, mark, " writes adverts ")
    assert changes.authors == {ann}
    assert changes.conversations == {desk.conversation("p1"), desk.conversation("p2")}
    assert _dispositions(desk) == {"a": DEALT_WITH_AS[mark], "b": None}
    assert desk.inbox.row(desk.conversation("p2")).waiting == 0
    desk.status.set(desk.conversation("p2"), Status.RESOLVED)
    assert not desk.take([post("d", at=1, place="p2")]).arrived
    row = desk.inbox.row(desk.conversation("p2"))
    assert (row.status, row.waiting, row.unread) == (Status.RESOLVED, 0, 0)
    assert desk.people.author(ann).mark is mark
    assert [(one.mark, one.reason, one.agent_name) for one in desk.people.history(ann)] == [
        (mark, "writes adverts", "Ida")
    ]
    notes = {decision.note for decision in desk.store.read.agents.decisions(row.id)}
    assert notes == {f"mark:{mark}"}
    assert desk.activity.totals(0)[ActionKind.MARK] == 1


def test_an_undone_mark_gives_back_what_it_dealt_with_and_nothing_else(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=9), post("idea", at=8, place="p2"), post("c", at=7, place="p3")])
    idea = desk.inbox.open(desk.conversation("p2")).messages[0]
    desk.status.dispose([idea.id], Disposition.IDEA)
    ann = _author(desk, "p1", "ann")
    desk.people.mark(ann, AuthorMark.SPAM, "")
    overruled = desk.inbox.open(desk.conversation("p3")).messages[0]
    desk.status.dispose([overruled.id], Disposition.NO_ANSWER_NEEDED)
    desk.take([post("later", at=1)])
    desk.people.mark(ann, AuthorMark.TROLL, "worse")
    assert set(_dispositions(desk).values()) == {Disposition.MODERATED}
    desk.people.mark(ann, AuthorMark.NONE, "a mistake")
    assert _dispositions(desk) == {"a": None, "later": None}
    assert _dispositions(desk, "p2") == {"idea": Disposition.IDEA}
    assert _dispositions(desk, "p3") == {"c": Disposition.NO_ANSWER_NEEDED}
    assert [one.mark for one in desk.people.history(ann)] == [AuthorMark.NONE, AuthorMark.TROLL, AuthorMark.SPAM]
    assert desk.take([post("new", place="p4")]).arrived


def test_context_of_a_marked_author_that_turns_out_to_address_us_does_not_wait(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=9, origin=Origin.CONTEXT), post("b", at=8, author="bob")])
    desk.people.mark(_author(desk, "p1", "ann"), AuthorMark.MUTED, "")
    assert not desk.take([post("a", at=9)]).arrived
    assert _dispositions(desk) == {"a": Disposition.NOT_RELEVANT, "b": None}


def test_what_an_agent_decided_stands_against_a_mark(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=9, origin=Origin.CONTEXT)])
    desk.status.dispose([desk.inbox.open(desk.conversation("p1")).messages[0].id], Disposition.IDEA)
    desk.people.mark(_author(desk, "p1", "ann"), AuthorMark.SPAM, "")
    desk.take([post("a", at=9)])
    assert _dispositions(desk) == {"a": Disposition.IDEA}


def test_the_latest_post_that_somebody_should_see_can_be_unread_again(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=3), post("b", author="bob", at=2), post("o", author="brand", at=1)])
    conversation = desk.conversation("p1")
    assert not desk.status.unread(conversation)
    desk.status.read(conversation)
    desk.people.mark(_author(desk, "p1", "bob"), AuthorMark.MUTED)
    assert desk.status.unread(conversation).conversations == {conversation}
    assert desk.inbox.row(conversation).unread == 1
    desk.status.read(conversation)
    desk.people.mark(_author(desk, "p1", "ann"), AuthorMark.SPAM)
    assert not desk.status.unread(conversation)
    assert desk.inbox.row(conversation).unread == 0


def test_our_own_accounts_cannot_be_marked(empty_desk: Process) -> None:
    empty_desk.take([post("a"), post("o", author="brand", parent="a")])
    with refused("ours"):
        empty_desk.people.mark(_author(empty_desk, "p1", "brand"), AuthorMark.SPAM, "")
    with pytest.raises(NotFound):
        empty_desk.people.mark("nobody", AuthorMark.SPAM, "")


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=stories(), data=st.data())
def test_what_comes_from_marked_authors_may_come_in_any_order(
    template: Template, told: list[IncomingPost], data: st.DataObject
) -> None:
    known = [post("known-a", place="p0", at=500), post("known-b", place="p0", at=499, author="bob")]
    marks = {"ann": data.draw(st.sampled_from(MARKS)), "bob": data.draw(st.sampled_from([AuthorMark.NONE, *MARKS]))}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole, pieces = template.open(Path(one)), template.open(Path(other))
        try:
            for desk in (whole, pieces):
                desk.take(known)
                for name, mark in marks.items():
                    desk.people.mark(_author(desk, "p0", name), mark, "")
            whole.take(told)
            order = data.draw(st.permutations(told))
            while order:
                size = data.draw(st.integers(1, 4))
                page, order = order[:size], order[size:]
                pieces.take(page)
                _adds_up(pieces, template.answers)
                assert not pieces.take(page)
            assert _picture(pieces) == _picture(whole)
            waits = {
                message.author.handle
                for row in whole.inbox.page(WAITING)
                for message in whole.inbox.open(row.id).messages
                if message.waits
            }
            assert "ann" not in waits
        finally:
            whole.close()
            pieces.close()


def test_people_are_found_by_any_part_of_their_names(empty_desk: Process) -> None:
    desk = empty_desk
    names = [("ann", "Ann Müller"), ("annabel", "Bel"), ("zed", "Ann"), ("x_y", "X Y"), ("owl", "Öwl Ångström")]
    for number, (handle, name) in enumerate(names):
        told = post(f"m{number}", place=f"p{number % 2}", at=number)
        desk.take([replace(told, author=SeenAuthor(handle, handle, name))])
    desk.take([post("o", author="brand", parent="m0")])
    while desk.search.catch_up():
        pass

    def found(text: str) -> list[str]:
        return [hit.author.handle for hit in desk.people.find(text)]

    assert found("@ann") == ["ann", "zed", "annabel"]
    assert found("ANNA") == ["annabel"]
    assert found("muller") == ["ann"]
    assert found("angstr") == ["owl"]
    assert found("x_") == ["x_y"]
    assert found("brand") == []
    assert found(" ") == found("%") == found('"') == []
    hit = desk.people.find("annabel")[0]
    assert (hit.venue_id, hit.conversation_id, hit.conversations) == (desk.venue.id, desk.conversation("p1"), 1)


def test_who_is_in_the_thread_is_offered_before_others(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take(
        [
            post("a", author="ann", at=9),
            post("b", author="bob", at=8),
            post("o", author="brand", parent="b", at=7),
            post("c", author="barbara", place="p2", at=6),
        ]
    )
    conversation = desk.conversation("p1")
    assert [one.handle for one in desk.people.in_thread(conversation, 2)] == ["brand", "bob"]
    assert [one.handle for one in desk.people.mentionable(conversation, "@b")] == ["bob", "barbara"]
    assert [one.handle for one in desk.people.mentionable(conversation, "")] == ["bob", "ann"]
    assert [row.id for row in desk.people.conversations(_author(desk, "p2", "barbara"))] == [desk.conversation("p2")]


def test_a_number_that_was_read_out_leads_to_its_conversation(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", "Words"), post("b", "Other words", place="p2")])
    row = desk.inbox.row(desk.conversation("p2"))
    hit = desk.search.find(f" #{row.number}")[0]
    assert (hit.conversation_id, hit.conversation_number, hit.snippet) == (row.id, row.number, "Other words")
    assert desk.inbox.message(hit.message_id).remote_id == "b"
    assert [one.id for one in desk.search.conversations(f"#{row.number}", WAITING)] == [row.id]
    assert desk.search.find("#999") == []


def test_what_was_found_and_taken_up_waits_with_all_that_follows(empty_desk: Process) -> None:
    desk = empty_desk
    found = post("a", at=9, origin=Origin.FOUND)
    desk.take([found, post("x", at=8, author="bob", origin=Origin.CONTEXT)])
    conversation = desk.conversation("p1")
    assert (desk.inbox.counts().found, desk.inbox.row(conversation).waiting) == (1, 0)
    desk.status.take_up(conversation)
    assert (desk.inbox.counts().found, desk.inbox.counts().waiting) == (0, 1)
    assert desk.inbox.row(conversation).waiting == 1
    assert not desk.take([found]), "told again, it stays taken up"
    assert desk.take([post("b", at=1, origin=Origin.FOUND)]).arrived == {conversation}
    assert desk.inbox.row(conversation).waiting == 2
    with refused("in_inbox_already"):
        desk.status.take_up(conversation)
