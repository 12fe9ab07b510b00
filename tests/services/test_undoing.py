"""Undo puts back what was done, and never what somebody did meanwhile."""

from __future__ import annotations

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.roster import Role
from tests.services.test_ingest import post
from tests.services.workspace import Process


def _authors(desk: Process) -> list[str]:
    rows = [desk.inbox.row(desk.conversation(place)) for place in ("p1", "p2", "p3")]
    return [row.author_id for row in rows if row.author_id]


def _three(desk: Process) -> None:
    names = ("ann", "bob", "cid")
    desk.take([post(f"m{n}", place=f"p{n}", author=name, at=9 - n) for n, name in enumerate(names, 1)])


def test_an_author_who_was_linked_otherwise_meanwhile_stays_so(empty_desk: Process) -> None:
    desk = empty_desk
    _three(desk)
    ann, bob, cid = _authors(desk)
    linked = desk.customers.link(ann, bob)
    desk.customers.unlink(ann)
    other = desk.customers.link(ann, cid).customer
    assert other is not None
    desk.customers.undo(linked.undo)
    now = desk.customers.of_author(ann)
    assert (now and now.id, desk.customers.of_author(bob)) == (other.id, None)


def test_posts_that_were_dealt_with_otherwise_meanwhile_stay_so(empty_desk: Process) -> None:
    desk = empty_desk
    _three(desk)
    first, second, _ = desk.balance.left()
    closed = desk.balance.close([first, second], Disposition.NO_ANSWER_NEEDED)
    desk.status.dispose([first], Disposition.IDEA)
    desk.balance.undo(closed)
    assert [desk.inbox.message(one).disposition for one in (first, second)] == [Disposition.IDEA, None]


def test_what_was_taken_out_of_a_merge_meanwhile_stays_out_and_the_rest_parts(empty_desk: Process) -> None:
    desk = empty_desk
    _three(desk)
    one, two, three = (desk.conversation(place) for place in ("p1", "p2", "p3"))
    merged = desk.merging.merge([two, three], one)
    desk.merging.unmerge(three)
    desk.merging.undo(merged.undo)
    assert [desk.merging.root(each) for each in (one, two, three)] == [one, two, three]


def test_the_note_stays_with_what_was_passed_on_again(empty_desk: Process) -> None:
    desk = empty_desk
    _three(desk)
    sam, li = (desk.roster.add(name, name.lower(), Role.AGENT).agent.id for name in ("Sam", "Li"))
    one = desk.conversation("p1")
    passed = desk.assignment.pass_on(one, sam, note="Ask for the number.")
    desk.assignment.assign(one, li)
    assert passed.undo is not None
    desk.assignment.undo(passed.undo)
    assert [note.text for note in desk.notes.of(one)] == ["Ask for the number."]
