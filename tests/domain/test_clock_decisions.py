"""Clocks and what is decided around them: policies and their versions, priority, assignment, resolving, merging."""

from __future__ import annotations

from dataclasses import replace

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Status
from agent_desk.domain.levels import MINUTE, ClockState, Reopening, Scope
from agent_desk.domain.roster import Priority
from tests.domain.clock_stories import (
    OFFICE,
    act,
    at,
    body,
    clocks,
    promise,
    rows,
    said,
    simple,
    status,
    story,
    told,
    version,
)

FRIDAY = 4 * 24 * 60
SECOND = 1000


def test_another_priority_moves_the_target_from_the_start() -> None:
    history = story(said("a", 0), acts=[act(ActionKind.PRIORITY, 40, priority="3", before="2")])
    found = clocks(history, simple())["first", "a"]
    assert (found.row.due_at, found.row.priority, found.row.target) == (at(30), Priority.HIGH, 30 * MINUTE)
    assert (40, "priority_changed", "3") in told(found)
    answered = story(*history.posts, said("ours", 35, "us", parent="a"), acts=history.acts)
    assert rows(answered, simple())["first", "a"].state is ClockState.MET


def test_a_priority_without_a_target_cancels_and_one_without_any_promises_nothing() -> None:
    history = story(said("a", 0), acts=[act(ActionKind.PRIORITY, 40, priority="1", before="2")])
    found = rows(history, simple())["first", "a"]
    assert (found.state, found.reason, found.stopped_at) == (ClockState.CANCELLED, "not_promised", at(40))
    assert rows(story(said("a", 0), priority=Priority.LOW), simple()) == {}


def test_assigning_changes_nothing_but_the_credit() -> None:
    moved = act(ActionKind.ASSIGN, 20, from_="", to="agent-b", from_team="", to_team="team-b")
    before, after = (rows(story(said("a", 0), acts=acts), simple())["first", "a"] for acts in ([], [moved]))
    assert (after.due_at, after.at_risk_at, after.state) == (before.due_at, before.at_risk_at, before.state)
    assert (after.agent_id, after.team_id) == ("agent-b", "team-b")


def test_where_the_policy_goes_by_team_hours_what_is_left_goes_on_in_the_new_teams() -> None:
    moved = act(ActionKind.ASSIGN, 7 * 60 + 30, to="", from_="", from_team="early", to_team="around")
    promised = promise(
        version("p", 1, body(first=60, calendar_id="office", team_hours=True)),
        calendars={"office": OFFICE, "always": replace(OFFICE, week=(OFFICE.week[0],) * 7)},
        teams={"around": "always"},
    )
    start = FRIDAY + 7 * 60 + 15
    unmoved = rows(story(said("a", start)), promised)["first", "a"]
    assert unmoved.due_at == at(7 * 24 * 60 + 15)
    later = replace(moved, at=at(FRIDAY + 7 * 60 + 30))
    found = clocks(story(said("a", start), acts=[later]), promised)["first", "a"]
    assert found.row.due_at == at(FRIDAY + 24 * 60 + 15)
    assert (FRIDAY + 7 * 60 + 30, "hours_changed", "around") in told(found)


def test_of_several_policies_the_first_in_order_that_fits_holds() -> None:
    vip = version("a", 1, body(first=10, scope=Scope(tags=("VIP",))))
    usual = version("b", 1, body(first=60))
    assert rows(story(said("p", 0)), promise(vip, usual))["first", "p"].due_at == at(60)
    tagged = story(said("p", 0), acts=[act(ActionKind.TAG, 5, add="vip")], tags=("vip",))
    assert rows(tagged, promise(vip, usual))["first", "p"].due_at == at(10)
    assert rows(tagged, promise(vip, usual, orders=[(-99, "b a")]))["first", "p"].due_at == at(60)
    answered = story(said("p", 0), said("ours", 4, "us", parent="p"), acts=tagged.acts, tags=("vip",))
    assert rows(answered, promise(vip, usual))["first", "p"].policy_version_id == "b1"
    before = replace(answered, acts=(act(ActionKind.TAG, 1, add="vip"),))
    assert rows(before, promise(vip, usual))["first", "p"].policy_version_id == "a1"
    chosen = story(said("p", 0), policy_id="a")
    assert rows(chosen, promise(vip, usual, orders=[(-99, "b a")]))["first", "p"].due_at == at(10)


def test_a_policy_for_a_team_holds_for_what_that_team_gets_first() -> None:
    promised = promise(version("p", 1, body(scope=Scope(teams=("t",)))))
    first = act(ActionKind.ASSIGN, 1, from_="", to="", from_team="", to_team="t")
    passed_on = act(ActionKind.ASSIGN, 9, from_="", to="", from_team="t", to_team="other")
    assert ("first", "a") in rows(story(said("a", 0), acts=[first, passed_on], team_id="other"), promised)
    assert rows(story(said("a", 0)), promised) == {}


def test_an_edited_policy_counts_for_running_clocks_only_where_that_was_said() -> None:
    first = version("p", 1, body(first=60))
    for running_too, due in ((False, 60), (True, 30)):
        promised = promise(first, version("p", 2, body(first=30), 20, running_too=running_too))
        found = clocks(story(said("a", 0)), promised)["first", "a"]
        assert found.row.due_at == at(due)
        assert ((20, "policy_changed", "p2") in told(found)) is running_too
        assert rows(story(said("b", 25)), promised)["first", "b"].due_at == at(55)
        answered = story(said("a", 0), said("ours", 19, "us", parent="a"))
        assert rows(answered, promised)["first", "a"].policy_version_id == "p1"


def test_a_new_version_for_running_clocks_keeps_them_where_an_earlier_policy_would_take_new_ones() -> None:
    promised = promise(
        version("a", 1, body(first=10), 5),
        version("b", 1, body(first=60)),
        version("b", 2, body(first=40), 20, running_too=True),
    )
    found = rows(story(said("p", 0), said("other", 6, "bob")), promised)
    assert found["first", "p"].policy_version_id == "b2"
    assert rows(story(said("p", 6)), promised)["first", "p"].policy_version_id == "a1"


def test_a_version_that_promises_no_such_thing_any_more_cancels() -> None:
    promised = promise(version("p", 1, body(first=60)), version("p", 2, body(first=None), 20, running_too=True))
    found = rows(story(said("a", 0)), promised)["first", "a"]
    assert (found.state, found.reason, found.stopped_at) == (ClockState.CANCELLED, "not_promised", at(20))


def test_a_removed_policy_cancels_what_runs_and_leaves_what_was_met() -> None:
    promised = promise(version("p", 1, body()), orders=[(-99, "p"), (20, "")])
    found = clocks(story(said("a", 0)), promised)["first", "a"]
    assert (found.row.state, found.row.reason) == (ClockState.CANCELLED, "policy_removed")
    met = story(said("a", 0), said("ours", 19, "us", parent="a"))
    assert rows(met, promised)["first", "a"].state is ClockState.MET
    assert rows(story(said("b", 25)), promised) == {}


def test_what_waited_before_there_was_a_policy_comes_under_it_only_where_that_was_said() -> None:
    for running_too in (False, True):
        promised = promise(version("p", 1, body(), 20, running_too=running_too), orders=[(20, "p")])
        assert (("first", "a") in rows(story(said("a", 0)), promised)) is running_too


def test_resolution_runs_until_it_is_resolved() -> None:
    history = story(said("a", 0), acts=[status(90, "resolved")], status=Status.RESOLVED)
    found = rows(history, simple(first=None, resolution=60))["resolution", "a"]
    assert (found.state, found.stopped_at, found.agent_id) == (ClockState.BREACHED_MET, at(90), "agent-act")


def test_an_agent_who_opens_it_again_takes_the_resolving_back() -> None:
    acts = [status(30, "resolved"), status(50, "open")]
    found = rows(story(said("a", 0), acts=acts), simple(first=None, resolution=100, reopening=Reopening.RESTART))
    assert (found["resolution", "a"].due_at, found["resolution", "a"].paused) == (at(120), 0)


def test_the_pause_audit_counts_only_what_lay_unanswered() -> None:
    posts = (said("a", 0), said("ours", 20, "us", parent="a"))
    history = story(*posts, acts=[status(10, "pending"), status(40, "resolved")], status=Status.RESOLVED)
    found = rows(history, simple(first=None, resolution=100))["resolution", "a"]
    assert (found.paused, found.paused_unanswered) == (30 * MINUTE, 10 * MINUTE)


def test_merging_cancels_here_and_the_other_carries_the_oldest_unanswered() -> None:
    child = replace(story(said("a", 0), said("x", 80)), conversation_id="child", merged_at=at(40))
    found = rows(child, simple(resolution=500))
    assert {key: (row.state, row.reason, row.stopped_at) for key, row in found.items()} == {
        ("first", "a"): (ClockState.CANCELLED, "merged", at(40)),
        ("resolution", "a"): (ClockState.CANCELLED, "merged", at(40)),
    }
    root = story(said("b", 10), parts=(child,))
    carried = rows(root, simple(resolution=500))
    assert set(carried) == {("first", "a"), ("resolution", "a")}
    assert carried["first", "a"].due_at == at(60)
    answered = replace(child, posts=(*child.posts, said("ours", 30, "us", parent="a")))
    assert rows(answered, simple())["first", "a"].state is ClockState.MET
    assert set(rows(replace(root, parts=(answered,)), simple(then=60))) == {("first", "b")}


def test_a_venue_that_is_not_served_any_more_owes_nothing() -> None:
    found = rows(story(said("a", 0), removed_at=at(40)), simple())["first", "a"]
    assert (found.state, found.reason) == (ClockState.CANCELLED, "venue_removed")
