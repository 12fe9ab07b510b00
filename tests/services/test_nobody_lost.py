"""What must never leave a customer before nobody: decisions that reach too far, holders that are gone, faults in what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from agent_desk.domain.changes import Changes
from agent_desk.domain.choosing import Promised
from agent_desk.domain.clocks import Reckoned
from agent_desk.domain.clockwork import reckon
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import Refused
from agent_desk.domain.happenings import Event
from agent_desk.domain.histories import History
from agent_desk.domain.levels import Metric, PolicyBody, Scope
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import Origin
from agent_desk.domain.roster import Priority, Role
from agent_desk.domain.rules import Asks, Does, Effect, How, Rule, Since, Term, Wait
from agent_desk.services import reckoning, ticking
from agent_desk.services.bulk import BulkAct
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.levels import Levels
from agent_desk.services.ruling import timed
from agent_desk.services.ticking import tick, wanted
from agent_desk.storage.contract import Nouns
from tests.services.test_bulk import never, unheard
from tests.services.test_ingest import post
from tests.services.test_roster import seat, team
from tests.services.workspace import Process

MINUTE = 60_000
SPAM = Term(Asks.TEXT, How.WORDS, ("spam",))
MODERATED = Effect(Does.DISPOSE, "moderated")


def _standing(desk: Process, place: str = "p1") -> dict[str, Disposition | None]:
    """How the posts of a conversation stand, by their text."""
    return {one.text: one.disposition for one in desk.inbox.open(desk.conversation(place)).messages}


def test_a_rule_deals_with_the_posts_of_who_wrote_and_of_nobody_else(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", author="ann", at=9), post("b", "Hello?", author="spammer", at=5)])
    desk.rules.save(Rule("", "Spam", Event.POST_ARRIVED, (SPAM,), (MODERATED, Effect(Does.TAG, "spam"))))
    desk.rules.save(Rule("", "Spam again", Event.TAGGED, (), (MODERATED,)))
    desk.take([post("c", "Buy spam!", author="spammer", at=1)])
    assert _standing(desk) == {
        "Where is my parcel?": None,
        "Hello?": Disposition.MODERATED,
        "Buy spam!": Disposition.MODERATED,
    }
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.waiting, row.status, row.tags) == (1, Status.OPEN, ("spam",))
    assert [one.rule.stopped for one in desk.rules.all()] == ["", ""]


def test_what_time_brings_deals_with_those_that_waited_so_long(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", "Old", author="ann", at=60), post("b", "New", author="bob", at=1)])
    rule = Rule("", "Old", Event.TIME_PASSED, (), (Effect(Does.DISPOSE, "expired_by_rule"),))
    desk.rules.save(replace(rule, wait=Wait(Since.WAITING, 30)))
    timed(desk.ground)
    assert _standing(desk) == {"Old": Disposition.EXPIRED_BY_RULE, "New": None}
    desk.clock.advance(40 * MINUTE)
    timed(desk.ground)
    assert _standing(desk)["New"] is Disposition.EXPIRED_BY_RULE


@pytest.mark.parametrize("many", [False, True])
def test_what_is_decided_about_a_family_is_decided_about_all_of_it(empty_desk: Process, many: bool) -> None:
    desk = empty_desk
    desk.take([post("a", "One", place="p1"), post("b", "Two", place="p2", author="bob")])
    one, two = desk.conversation("p1"), desk.conversation("p2")
    desk.merging.merge([two], one)
    if many:
        act = BulkAct(Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
        undo = desk.bulk.run([one], act, unheard, never).undo
        assert desk.inbox.row(one).waiting == 0
        assert undo is not None
        desk.bulk.undo(undo, unheard, never)
        assert desk.inbox.row(one).waiting == 2
    else:
        desk.status.set(one, Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
        assert (desk.inbox.row(one).waiting, desk.balance.left()) == (0, [])


@pytest.fixture
def held(empty_desk: Process) -> str:
    """Sam, of the team First, holds what waits in p1; returns the id."""
    desk = empty_desk
    sam = desk.roster.add("Sam", "sam", Role.AGENT).agent
    team(desk, "First", "sam")
    desk.take([post("a", at=3)])
    desk.assignment.assign(desk.conversation("p1"), sam.id, desk.roster.team("First").id)
    return sam.id


def _nobodys(desk: Process) -> bool:
    return desk.conversation("p1") in {row.id for row in desk.inbox.page(ListQuery(assignee="none"))}


def test_what_was_resolved_by_who_left_comes_back_to_everybody(empty_desk: Process, held: str) -> None:
    desk = empty_desk
    desk.status.set(desk.conversation("p1"), Status.RESOLVED, disposition=Disposition.NO_ANSWER_NEEDED)
    desk.roster.leave(held)
    desk.take([post("b", parent="a")])
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.status, row.assignee_id, row.waiting) == (Status.OPEN, None, 1)


def test_an_undo_gives_nothing_to_who_left_or_to_a_team_that_is_gone(empty_desk: Process, held: str) -> None:
    desk = empty_desk
    one = desk.conversation("p1")
    moved = desk.assignment.assign(one, desk.ground.me, None)
    desk.roster.leave(held)
    desk.roster.remove_team(desk.roster.team("First").id)
    assert moved.undo is not None
    desk.assignment.undo(moved.undo)
    row = desk.inbox.row(one)
    assert (row.assignee_id, row.team_id) == (None, None)
    assert _nobodys(desk)
    assert desk.assignment.serve_next().conversation_id == one


def test_what_is_where_nobody_looks_any_more_burdens_nobody(empty_desk: Process, held: str) -> None:
    desk = empty_desk
    desk.venues.remove(desk.venue.id)
    assert desk.store.read.holders.loads() == {}
    assert desk.store.read.holders.next_pool(desk.roster.agent(held), [], desk.clock(), 10) == []


def test_next_is_found_behind_many_that_one_does_not_serve(
    empty_desk: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent_desk.services import assignment

    monkeypatch.setattr(assignment, "_POOL", 2)
    desk = empty_desk
    desk.take([post(f"e{n}", place=f"e{n}", languages=("en",), at=9) for n in range(4)])
    desk.take([post("d", place="d", languages=("de",))])
    desk.roster.save(replace(desk.roster.me(), languages=("de",)))
    assert desk.assignment.serve_next().conversation_id == desk.conversation("d")


def test_an_undo_leaves_a_priority_that_somebody_set_meanwhile(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", at=3)])
    one = desk.conversation("p1")
    first = desk.triage.set_priority(one, Priority.HIGH)
    desk.triage.set_priority(one, Priority.URGENT)
    assert first.undo is not None
    desk.triage.undo(first.undo)
    assert desk.inbox.row(one).priority is Priority.URGENT


def test_a_fault_in_what_follows_loses_no_post_and_is_told(
    empty_desk: Process, expect_log: Callable[[str], None]
) -> None:
    desk = empty_desk

    def broken(_: Ground, nouns: Nouns, tally: Tally) -> None:
        nouns.triage.set_priority(next(iter(tally.changes.conversations)), Priority.URGENT)
        raise KeyError("a fault of ours")

    expect_log("nothing followed by rule")
    desk.ground = replace(desk.ground, follow=broken)
    desk.take([post("a", at=3)])
    row = desk.inbox.row(desk.conversation("p1"))
    assert (row.waiting, row.priority) == (1, Priority.NORMAL), "and nothing is half done"


def test_where_one_clock_cannot_be_reckoned_the_others_are(
    empty_desk: Process, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    desk = empty_desk
    body = PolicyBody(Scope(), {Metric.FIRST: dict.fromkeys(Priority, 60)})
    desk.take([post(f"m{n}", place=f"p{n}", at=5) for n in range(5)])
    levels = Levels(desk.ground)
    levels.save_policy("All", body, from_at=desk.clock() - 60 * MINUTE, running_too=True)
    odd = desk.conversation("p3")
    expect_log(f"the clocks of {odd} cannot be reckoned")

    def reckoned(history: History, known: Promised) -> list[Reckoned]:
        if history.conversation_id == odd:
            raise ValueError("odd")
        return reckon(history, known)

    monkeypatch.setattr(reckoning, "reckon", reckoned)
    while wanted(desk.ground):
        tick(desk.ground)
    due = {place: desk.inbox.row(desk.conversation(place)).due_at for place in ("p0", "p1", "p2", "p3", "p4")}
    assert [place for place, at in due.items() if at is None] == ["p3"]


def test_a_fault_in_one_part_of_the_tick_keeps_no_other_from_its_turn(
    empty_desk: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = empty_desk
    desk.take([post("a", at=60)])
    rule = Rule("", "Old", Event.TIME_PASSED, (), (Effect(Does.TAG, "old"),))
    desk.rules.save(replace(rule, wait=Wait(Since.WAITING, 90)))
    desk.clock.advance(40 * MINUTE)

    def broken(_: Ground) -> Changes:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(ticking, "hand_out", broken)
    with pytest.raises(KeyError):
        tick(desk.ground)
    assert desk.inbox.row(desk.conversation("p1")).tags == ("old",)


def test_only_who_wrote_or_a_lead_decides_what_becomes_of_a_reply(empty_desk: Process) -> None:
    desk = empty_desk
    for name, role in (("Sam", Role.AGENT), ("Jo", Role.LEAD)):
        desk.roster.add(name, name.lower(), role)
    desk.take([post("a")])
    sent = desk.replies.send(desk.conversation("p1"), "On its way.").delivery
    seat(desk, "sam")
    acts: tuple[Callable[[], object], ...] = (
        lambda: desk.outbox.undo(sent.id),
        lambda: desk.outbox.discard(sent.id),
        lambda: desk.outbox.reschedule(sent.id, desk.clock() + 60 * MINUTE),
        lambda: desk.outbox.send_anyway(sent.id),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "reply_of_other"
    seat(desk, "jo")
    desk.outbox.undo(sent.id)


def test_taking_up_a_thread_of_others_brings_it_into_the_inbox(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", origin=Origin.CONTEXT)])
    desk.status.take_up(desk.conversation("p1"))
    assert [row.id for row in desk.inbox.page(ListQuery())] == [desk.conversation("p1")]


def test_what_was_merged_into_a_venue_that_goes_is_seen_again(empty_desk: Process) -> None:
    desk = empty_desk
    desk.take([post("a", "Here")])
    other = replace(desk.venue, id="other", number=2, label="Other", user="brand2")
    with desk.ground.act() as (nouns, tally):
        nouns.venues.add(other)
        take_in(desk.ground, nouns, tally, other, prepare([post("b", "There")]))
    there = desk.store.read.conversations.by_place("other", ["p1"])["p1"]
    desk.merging.merge([there], desk.conversation("p1"))
    desk.venues.remove(desk.venue.id)
    assert [row.id for row in desk.inbox.page(ListQuery(waiting=True))] == [there]
