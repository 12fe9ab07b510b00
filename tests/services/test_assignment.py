"""Claiming, giving, passing on, releasing; what comes next; dealing out; handing out by rule, and taking back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.assigning import By, Criterion, Urgency
from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Method, NoticeKind, Presence, Priority, Role
from agent_desk.services import handing_out
from agent_desk.services.bulk import BulkAct
from agent_desk.services.bulk_work import Work
from tests.services.test_bulk import never, unheard
from tests.services.test_ingest import post
from tests.services.test_roster import refuses, seat, team
from tests.services.workspace import VENUE_ID, Process

MINUTE = 60_000


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    """Four conversations that wait, the first the longest, and four agents, all there."""
    empty_desk.agent.set("Mira", "")
    for name, role in (("Jo", Role.LEAD), ("Sam", Role.AGENT), ("Li", Role.AGENT)):
        agent = empty_desk.roster.add(name, name.lower(), role).agent
        empty_desk.roster.set_presence(Presence.AVAILABLE, agent_id=agent.id)
    empty_desk.take([post(f"m{number}", place=f"p{number}", at=100 - number) for number in range(4)])
    return empty_desk


def who(desk: Process, name: str) -> str:
    return desk.roster.agent(name).id


def holder(desk: Process, place: str) -> str | None:
    found = desk.inbox.row(desk.conversation(place)).assignee_id
    return None if found is None else desk.roster.agent(found).name


def test_claiming_releasing_and_their_undo(desk: Process) -> None:
    one = desk.conversation("p0")
    claimed = desk.assignment.claim(one)
    assert claimed.changes.conversations == {one}
    assert holder(desk, "p0") == "Mira"
    assert desk.assignment.claim(one).undo is None
    released = desk.assignment.release(one)
    assert holder(desk, "p0") is None
    assert released.undo is not None
    desk.assignment.undo(released.undo)
    assert holder(desk, "p0") == "Mira"
    acts = [row for row in desk.trail.of(one, 50) if row.kind is ActionKind.ASSIGN]
    assert [(row.details["from"], row.details["to"]) for row in acts] == [
        ("", who(desk, "Mira")),
        (who(desk, "Mira"), ""),
        ("", who(desk, "Mira")),
    ]


def test_undo_leaves_what_somebody_moved_meanwhile(desk: Process) -> None:
    one = desk.conversation("p0")
    given = desk.assignment.assign(one, who(desk, "Sam"))
    desk.assignment.assign(one, who(desk, "Li"))
    assert given.undo is not None
    assert not desk.assignment.undo(given.undo).changes
    assert holder(desk, "p0") == "Li"


def test_an_agent_takes_what_is_free_and_passes_on_their_own_only(desk: Process) -> None:
    seat(desk, "sam")
    one, two = desk.conversation("p0"), desk.conversation("p1")
    desk.assignment.claim(one)
    with refuses("no_right"):
        desk.assignment.assign(two, who(desk, "Li"))
    desk.assignment.pass_on(one, who(desk, "Li"), note="Asked for the order number, see above.")
    assert holder(desk, "p0") == "Li"
    assert [note.text for note in desk.notes.of(one)] == ["Asked for the order number, see above."]
    with pytest.raises(Refused) as refused:
        desk.assignment.claim(one)
    assert (refused.value.code, refused.value.params["name"]) == ("held_by_other", "Li")
    seat(desk, "jo")
    desk.assignment.claim(one)
    assert holder(desk, "p0") == "Jo"


def test_who_gets_something_is_told_and_who_takes_it_is_not(desk: Process) -> None:
    desk.assignment.assign(desk.conversation("p0"), who(desk, "Sam"))
    desk.assignment.claim(desk.conversation("p1"))
    assert desk.notices.unseen() == 0
    seat(desk, "sam")
    assert desk.notices.unseen() == 1


def test_passing_on_to_a_team_takes_its_note_back_with_undo(desk: Process) -> None:
    line = team(desk, "Line", "sam")
    one = desk.conversation("p0")
    passed = desk.assignment.pass_on(one, None, line.id, "Yours")
    assert desk.inbox.row(one).team_id == line.id
    assert passed.undo is not None
    desk.assignment.undo(passed.undo)
    assert desk.inbox.row(one).team_id is None
    assert desk.notes.of(one) == ()


def test_what_does_not_exist_is_told(desk: Process) -> None:
    one = desk.conversation("p0")
    for act in (
        lambda: desk.assignment.claim("nothing"),
        lambda: desk.assignment.assign(one, "nobody"),
        lambda: desk.assignment.assign(one, None, "no team"),
        lambda: desk.assignment.board("no team"),
    ):
        with pytest.raises(NotFound):
            act()


def test_next_is_the_most_urgent_and_says_why(desk: Process) -> None:
    seat(desk, "sam")
    desk.triage.set_priority(desk.conversation("p2"), Priority.URGENT)
    served = desk.assignment.serve_next()
    assert (served.conversation_id, served.why.reason) == (desk.conversation("p2"), Urgency.PRIORITY)
    assert holder(desk, "p2") == "Sam"
    # It is Sam's own now, and comes again unless it is on screen.
    assert desk.assignment.serve_next().conversation_id == desk.conversation("p2")
    served = desk.assignment.serve_next([desk.conversation("p2")])
    assert (served.conversation_id, served.why.reason) == (desk.conversation("p0"), Urgency.WAITING)
    assert served.undo is not None
    desk.assignment.undo(served.undo)
    assert holder(desk, "p0") is None


def test_next_finds_nothing_where_nothing_waits_for_this_agent(desk: Process) -> None:
    desk.roster.save(replace(desk.roster.agent("sam"), venues=("elsewhere",)))
    seat(desk, "sam")
    served = desk.assignment.serve_next()
    assert (served.conversation_id, bool(served.changes)) == (None, False)


def test_in_turn_each_gets_one_and_each_choice_explains_itself(desk: Process) -> None:
    line = team(desk, "Line", "sam", "li", "jo", method=Method.ROUND_ROBIN, venues=(VENUE_ID,))
    desk.roster.set_presence(Presence.AWAY, "lunch", who(desk, "Li"))
    desk.take([post(f"n{number}", place=f"q{number}", at=50 - number) for number in range(3)])
    assert [holder(desk, f"q{number}") for number in range(3)] == ["Sam", "Jo", "Sam"]
    assert holder(desk, "p0") is None
    why = desk.assignment.explain(desk.conversation("q1"))
    assert why is not None
    assert (why.by, why.chosen, why.team_id) == (By.ROUND_ROBIN, who(desk, "Jo"), line.id)
    assert [(one.why_not, one.details.get("reason")) for one in why.considered] == [
        (None, None),
        (Criterion.NOT_THERE, "lunch"),
        (None, None),
    ]
    assert desk.assignment.explain(desk.conversation("p0")) is None


def test_what_is_taken_back_is_not_handed_out_in_the_same_breath(desk: Process) -> None:
    line = team(desk, "Line", "sam", method=Method.LEAST_LOADED)
    desk.roster.set_presence(Presence.AWAY, "lunch", who(desk, "Sam"))
    one = desk.conversation("p0")
    desk.assignment.assign(one, None, line.id)
    desk.roster.set_presence(Presence.AVAILABLE, agent_id=who(desk, "Sam"))
    spread = desk.assignment.spread([one], line.id, unheard, never)
    assert holder(desk, "p0") == "Sam"
    assert spread.undo is not None
    desk.bulk.undo(spread.undo, unheard, never)
    assert holder(desk, "p0") is None
    claimed = desk.assignment.claim(one)
    assert claimed.undo is not None
    desk.assignment.undo(claimed.undo)
    assert holder(desk, "p0") is None


def test_the_least_loaded_gets_it_up_to_capacity_and_fair_share(desk: Process) -> None:
    made = team(desk, "Line", "sam", "li", method=Method.LEAST_LOADED, venues=(VENUE_ID,), fair_share=3)
    desk.roster.save_team(replace(made, weights={ConversationKind.MENTIONS: 2}))
    desk.roster.save(replace(desk.roster.agent("li"), capacity=5))
    desk.take([post(f"n{number}", place=f"q{number}", at=50 - number) for number in range(7)])
    assert [holder(desk, f"q{number}") for number in range(7)] == ["Sam", "Li", "Sam", "Li", "Sam", None, None]
    left = desk.inbox.row(desk.conversation("q5"))
    assert left.team_id == made.id
    # An hour later the fair share is fresh; Li is still full.
    desk.clock.advance(3601)
    assert handing_out.tick(desk.ground)
    assert [holder(desk, "q5"), holder(desk, "q6")] == ["Sam", "Sam"]
    assert not handing_out.tick(desk.ground)


def test_a_new_post_where_somebody_works_moves_nothing(desk: Process) -> None:
    desk.assignment.assign(desk.conversation("p0"), who(desk, "Li"))
    team(desk, "Line", "sam", method=Method.ROUND_ROBIN, venues=(VENUE_ID,))
    desk.take([post("again", place="p0", parent="m0")])
    assert holder(desk, "p0") == "Li"
    desk.take([post("again2", place="p1", parent="m1")])
    assert holder(desk, "p1") == "Sam"


def test_what_waits_is_handed_out_when_somebody_is_there_again(desk: Process) -> None:
    desk.roster.set_presence(Presence.OFFLINE, "", who(desk, "Sam"))
    team(desk, "Line", "sam", method=Method.LEAST_LOADED, venues=(VENUE_ID,))
    desk.take([post("n1", place="q1")])
    assert holder(desk, "q1") is None
    assert not handing_out.tick(desk.ground)
    desk.roster.set_presence(Presence.AVAILABLE, "", who(desk, "Sam"))
    assert desk.conversation("q1") in handing_out.tick(desk.ground).conversations
    assert holder(desk, "q1") == "Sam"


def test_who_gave_it_away_does_not_get_it_back_by_a_rule(desk: Process) -> None:
    team(desk, "Line", "sam", "li", method=Method.LEAST_LOADED, venues=(VENUE_ID,))
    desk.take([post("n1", place="q1")])
    assert holder(desk, "q1") == "Sam"
    seat(desk, "sam")
    desk.assignment.release(desk.conversation("q1"))
    assert holder(desk, "q1") == "Li"
    seat(desk, "li")
    desk.roster.set_presence(Presence.BUSY)
    desk.roster.agent("sam")
    desk.assignment.release(desk.conversation("q1"))
    assert holder(desk, "q1") == "Sam"


def test_a_team_that_goes_by_hand_only_receives(desk: Process) -> None:
    line = team(desk, "Line", "sam", venues=(VENUE_ID,))
    desk.take([post("n1", place="q1")])
    row = desk.inbox.row(desk.conversation("q1"))
    assert (row.assignee_id, row.team_id) == (None, line.id)


def test_from_who_is_away_too_long_it_goes_back_where_somebody_waits(desk: Process) -> None:
    line = team(desk, "Line", "sam", take_back_minutes=15)
    waits, answered = desk.conversation("p0"), desk.conversation("p1")
    for one in (waits, answered):
        desk.assignment.assign(one, who(desk, "Sam"))
    desk.status.set(answered, Status.SNOOZED, until=desk.clock() + 100 * MINUTE)
    desk.roster.set_presence(Presence.AWAY, "doctor", who(desk, "Sam"))
    desk.clock.advance(15 * 60 - 1)
    assert not handing_out.tick(desk.ground)
    desk.clock.advance(1)
    assert handing_out.tick(desk.ground).conversations == {waits}
    row = desk.inbox.row(waits)
    assert (row.assignee_id, row.team_id) == (None, line.id)
    assert holder(desk, "p1") == "Sam"
    seat(desk, "sam")
    assert desk.notices.mine(10)[0].kind is NoticeKind.TAKEN_BACK


def test_without_a_limit_nothing_is_taken_back(desk: Process) -> None:
    team(desk, "Line", "sam")
    desk.assignment.assign(desk.conversation("p0"), who(desk, "Sam"))
    desk.roster.set_presence(Presence.OFFLINE, "", who(desk, "Sam"))
    desk.clock.advance(100 * 3600)
    assert not handing_out.tick(desk.ground)


def test_many_are_moved_and_sorted_at_once_with_one_undo(desk: Process) -> None:
    line = team(desk, "Line", "sam")
    ids = [desk.conversation(f"p{number}") for number in range(4)]
    desk.assignment.assign(ids[0], who(desk, "Li"), line.id)
    desk.triage.tag(ids[1], ["old"])

    def standing() -> list[object]:
        return [(row.assignee_id, row.team_id, row.priority, row.tags, row.status) for row in map(desk.inbox.row, ids)]

    before = standing()
    act = BulkAct(
        Status.PENDING,
        work=Work(who(desk, "Sam"), line.id, priority=Priority.HIGH, add_tags=("new",), remove_tags=("old",)),
    )
    outcome = desk.bulk.run([*ids, "nothing"], act, unheard, never)
    assert (outcome.done, len(outcome.failed)) == (4, 1)
    assert set(standing()) == {(who(desk, "Sam"), line.id, Priority.HIGH, ("new",), Status.PENDING)}
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    assert standing() == before


def test_many_are_moved_by_who_may(desk: Process) -> None:
    ids = [desk.conversation(f"p{number}") for number in range(3)]
    desk.assignment.assign(ids[0], who(desk, "Li"))
    seat(desk, "sam")
    outcome = desk.bulk.run(ids, BulkAct(work=Work(who(desk, "Sam"))), unheard, never)
    assert (outcome.done, [one.conversation_id for one in outcome.failed]) == (2, ids[:1])
    assert [holder(desk, f"p{number}") for number in range(3)] == ["Li", "Sam", "Sam"]


def test_who_gets_many_is_told_once(desk: Process) -> None:
    ids = [desk.conversation(f"p{number}") for number in range(4)]
    desk.bulk.run(ids, BulkAct(work=Work(who(desk, "Sam"))), unheard, never)
    seat(desk, "sam")
    assert [notice.details["n"] for notice in desk.notices.mine(10)] == ["4"]


def test_spreading_levels_the_team_and_can_be_undone(desk: Process) -> None:
    line = team(desk, "Line", "sam", "li", "jo")
    desk.roster.set_presence(Presence.AWAY, "", who(desk, "Jo"))
    ids = [desk.conversation(f"p{number}") for number in range(4)]
    desk.assignment.assign(ids[0], who(desk, "Jo"))
    outcome = desk.assignment.spread(ids, line.id, unheard, never)
    assert sorted(str(holder(desk, f"p{number}")) for number in range(4)) == ["Li", "Li", "Sam", "Sam"]
    assert outcome.undo is not None
    desk.bulk.undo(outcome.undo, unheard, never)
    assert [holder(desk, f"p{number}") for number in range(4)] == ["Jo", None, None, None]
    seat(desk, "sam")
    with refuses("no_right"):
        desk.assignment.spread(ids, line.id, unheard, never)
