"""What must never leave a customer before nobody: decisions that reach too far, holders that are gone, faults in what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.happenings import Event
from agent_desk.domain.rules import Asks, Does, Effect, How, Rule, Since, Term, Wait
from agent_desk.services.bulk import BulkAct
from agent_desk.services.ruling import timed
from tests.services.test_bulk import never, unheard
from tests.services.test_ingest import post
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
