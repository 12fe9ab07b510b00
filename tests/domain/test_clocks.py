"""Clocks by the examples that must hold: what starts, pauses, meets, moves and cancels them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.clocks import at_risk, events_until, state_at
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.levels import MINUTE, Basis, ClockState, Metric, Peers, Reopening, Scope
from agent_desk.domain.posts import ConversationKind, PostState
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


def test_late_is_one_second_after_it_fell_due_and_not_before() -> None:
    promised = simple(first=30, calendar_id="office")
    start = FRIDAY + 7 * 60 + 45
    open_ = rows(story(said("a", start)), promised)["first", "a"]
    assert open_.due_at == at(7 * 24 * 60 + 15)
    assert state_at(open_, open_.due_at) is ClockState.RUNNING
    assert state_at(open_, open_.due_at + SECOND) is ClockState.BREACHED
    for late, state in ((0, ClockState.MET), (1, ClockState.BREACHED_MET)):
        answer = said("ours", 7 * 24 * 60 + 15, "us", parent="a")
        answer = replace(answer, post=replace(answer.post, posted_at=answer.post.posted_at + late * SECOND))
        met = rows(story(said("a", start), answer), promised)["first", "a"]
        assert (met.state, met.worked) == (state, 30 * MINUTE + late * SECOND)


def test_our_first_answer_meets_the_first_clock_and_later_posts_start_the_next() -> None:
    history = story(
        said("a", 0),
        said("ours", 10, "us", parent="a"),
        said("b", 20, parent="ours"),
        said("mine", 50, "me", parent="b"),
    )
    found = rows(history, simple(first=60, then=20))
    assert set(found) == {("first", "a"), ("next", "b")}
    first, then = found["first", "a"], found["next", "b"]
    assert (first.state, first.stopped_by, first.worked) == (ClockState.MET, "ours", 10 * MINUTE)
    assert (then.state, then.stopped_by, then.agent_id) == (ClockState.BREACHED_MET, "mine", "agent-me")


def test_three_nudges_after_a_breach_are_one_breach() -> None:
    posts = [said("a", 0), said("ours", 5, "us", parent="a")]
    posts += [said(f"nudge{number}", 10 + 100 * number) for number in range(4)]
    found = rows(story(*posts), simple(first=60, then=30))
    assert set(found) == {("first", "a"), ("next", "nudge0")}
    assert state_at(found["next", "nudge0"], at(400)) is ClockState.BREACHED
    late = rows(story(*posts, said("at last", 500, "us", parent="nudge3")), simple(first=60, then=30))
    assert [(key, row.state) for key, row in late.items() if row.state is not ClockState.MET] == [
        (("next", "nudge0"), ClockState.BREACHED_MET)
    ]


def test_a_late_answer_between_two_looks_is_late() -> None:
    posts = (said("a", 0), said("ours", 61, "us", parent="a"))
    assert rows(story(*posts), simple())["first", "a"].state is ClockState.BREACHED_MET


def test_whoever_waits_longest_unanswered_carries_the_clock() -> None:
    posts = (said("a", 0), said("b", 10, "bob"), said("ours", 20, "us", parent="a"))
    found = rows(story(*posts), simple(first=60, then=60))
    assert found["first", "a"].state is ClockState.MET
    assert (found["next", "b"].state, found["next", "b"].due_at) == (ClockState.RUNNING, at(70))
    other = rows(story(*posts[:2], said("ours", 20, "us", parent="b")), simple(first=60, then=60))
    assert other["first", "a"].stopped_by == "ours"
    assert (other["next", "a"].started_at, other["next", "a"].state) == (at(0), ClockState.RUNNING)
    assert ("next", "b") not in other


def test_what_no_human_wrote_meets_nothing() -> None:
    posts = (said("a", 0), said("received", 1, "bot", parent="a"))
    assert rows(story(*posts), simple())["first", "a"].state is ClockState.RUNNING
    met = rows(story(*posts, said("ours", 30, "us", parent="a")), simple())["first", "a"]
    assert (met.state, met.stopped_by) == (ClockState.MET, "ours")


def test_context_and_what_is_older_than_our_beginning_starts_nothing() -> None:
    early = said("a", 0)
    assert rows(story(early, since=at(1)), simple()) == {}
    assert rows(story(replace(early, post=replace(early.post, addressed=False))), simple()) == {}


def test_what_was_found_counts_from_when_it_was_taken_up() -> None:
    history = story(said("a", 0, taken_up=True), acts=[act(ActionKind.TAKE_UP, 40)])
    assert rows(history, simple())["first", "a"].due_at == at(100)


def test_time_counts_from_the_post_or_from_our_fetching_it() -> None:
    history = story(said("a", 0, lag=180))
    assert rows(history, simple())["first", "a"].due_at == at(60)
    fetched = rows(history, simple(basis=Basis.FETCHED))["first", "a"]
    assert (fetched.due_at, fetched.started_at, fetched.fetched_at) == (at(240), at(180), at(180))
    answered = story(*history.posts, said("ours", 90, "us", parent="a"))
    met = rows(answered, simple(basis=Basis.FETCHED))["first", "a"]
    assert (met.state, met.worked) == (ClockState.MET, 0)


def test_a_pausing_status_stops_time_and_a_customers_post_resumes_it() -> None:
    acts = [status(10, "pending")]
    waiting = story(said("a", 0), acts=acts, status=Status.PENDING)
    paused = rows(waiting, simple())["first", "a"]
    assert (paused.state, paused.due_at, paused.stopped_at) == (ClockState.PAUSED, None, at(10))
    assert (paused.worked, paused.reason) == (10 * MINUTE, "pending")
    nudged = story(said("a", 0), said("b", 40), acts=acts)
    running = clocks(nudged, simple())["first", "a"]
    assert (running.row.due_at, running.row.paused, running.row.paused_unanswered) == (at(90), 30 * MINUTE, 30 * MINUTE)
    assert told(running) == [(0, "started", "a"), (10, "paused", "pending"), (40, "resumed", "b")]


def test_a_post_that_was_fetched_after_the_pause_began_ends_it_then() -> None:
    history = story(said("a", 0), said("b", 8, lag=12), acts=[status(10, "pending")])
    assert rows(history, simple())["first", "a"].due_at == at(70)


def test_a_snooze_ends_by_itself_and_is_reckoned_with_before_it_does() -> None:
    acts = [status(10, "snoozed", until=100)]
    asleep = rows(story(said("a", 0), acts=acts, status=Status.SNOOZED), simple())["first", "a"]
    assert (asleep.state, asleep.due_at) == (ClockState.PAUSED, at(150))
    awake = rows(story(said("a", 0), acts=acts), simple())["first", "a"]
    assert (awake.state, awake.due_at) == (ClockState.RUNNING, at(150))


def test_a_snooze_that_ended_by_itself_leaves_the_time_until_the_next_pause() -> None:
    acts = [status(10, "snoozed", until=40), status(50, "pending")]
    paused = rows(story(said("a", 0), acts=acts, status=Status.PENDING), simple())["first", "a"]
    assert (paused.state, paused.worked, paused.paused) == (ClockState.PAUSED, 20 * MINUTE, 30 * MINUTE)


def test_pausing_does_not_heal_what_is_late() -> None:
    history = story(said("a", 0), acts=[status(70, "pending")], status=Status.PENDING)
    found = clocks(history, simple())["first", "a"]
    assert (found.row.state, found.row.due_at) == (ClockState.BREACHED, at(60))
    assert (60, "breached", "") in told(found)


def test_only_the_statuses_that_the_policy_names_pause() -> None:
    history = story(said("a", 0), acts=[status(10, "pending")], status=Status.PENDING)
    assert rows(history, simple(pausing=("snoozed",)))["first", "a"].due_at == at(60)


def test_an_act_that_was_taken_back_counts_as_never_done() -> None:
    history = story(said("a", 0), acts=[status(10, "pending")], status=Status.OPEN)
    assert rows(history, simple())["first", "a"].due_at == at(60)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"state": PostState.SPAM}, "moderated"),
        ({"state": PostState.DELETED}, "deleted_by_author"),
        ({"decided": Disposition.NOT_RELEVANT, "decided_at": 500}, "not_relevant"),
    ],
)
def test_spam_deletion_and_not_relevant_cancel_and_the_next_oldest_goes_on(
    other: dict[str, object], reason: str
) -> None:
    history = story(said("a", 0, **other), said("b", 30, "bob"))  # type: ignore[arg-type]  # of a post
    found = rows(history, simple())
    assert (found["first", "a"].state, found["first", "a"].reason) == (ClockState.CANCELLED, reason)
    assert (found["first", "b"].state, found["first", "b"].due_at) == (ClockState.RUNNING, at(90))


@pytest.mark.parametrize(("minute", "state"), [(59, ClockState.CANCELLED), (61, ClockState.BREACHED_MET)])
def test_deciding_that_no_answer_is_needed_cancels_in_time_and_does_not_unmake_a_breach(
    minute: int, state: ClockState
) -> None:
    post = said("a", 0, decided=Disposition.NO_ANSWER_NEEDED, decided_at=minute)
    found = rows(story(post), simple())["first", "a"]
    assert (found.state, found.reason, found.stopped_by) == (state, "no_answer_needed", None)


def test_what_was_dealt_with_as_it_came_in_is_never_late() -> None:
    post = said("a", 0, lag=120, decided=Disposition.NO_ANSWER_NEEDED, decided_at=120)
    assert rows(story(post), simple())["first", "a"].state is ClockState.CANCELLED


def test_who_becomes_the_oldest_after_our_first_answer_is_owed_the_next_one() -> None:
    history = story(
        said("a", 0, decided=Disposition.IDEA, decided_at=50),
        said("b", 10, "bob"),
        said("c", 20, "carl"),
        said("ours", 30, "us", parent="c"),
    )
    found = rows(history, simple(first=60, then=60))
    assert set(found) == {("first", "a"), ("next", "a"), ("next", "b")}
    assert found["next", "b"].started_at == at(10)


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


def test_at_risk_is_when_a_share_or_so_many_minutes_are_left_whichever_is_more() -> None:
    row = rows(story(said("a", 0)), simple(first=100, risk_share=20, risk_minutes=15))["first", "a"]
    assert row.at_risk_at == at(80)
    assert (at_risk(row, at(80) - 1), at_risk(row, at(80)), at_risk(row, at(101))) == (False, True, False)
    assert rows(story(said("a", 0)), simple(first=60, risk_minutes=15))["first", "a"].at_risk_at == at(45)
    assert rows(story(said("a", 0)), simple(first=10, risk_minutes=15))["first", "a"].at_risk_at == at(0)


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


@pytest.mark.parametrize(
    ("mode", "days", "wanted"),
    [
        (Reopening.CONTINUE, 0, {"a": (ClockState.RUNNING, 100 + 10_000 - 30)}),
        (Reopening.RESTART, 0, {"a": (ClockState.MET, 100), "b": (ClockState.RUNNING, 10_100)}),
        (Reopening.NONE, 0, {"a": (ClockState.MET, 100)}),
        (Reopening.NONE, 3, {"a": (ClockState.MET, 100), "b": (ClockState.RUNNING, 10_100)}),
        (Reopening.CONTINUE, 3, {"a": (ClockState.MET, 100), "b": (ClockState.RUNNING, 10_100)}),
    ],
)
def test_reopening_does_what_the_policy_says(
    mode: Reopening, days: int, wanted: dict[str, tuple[ClockState, int]]
) -> None:
    history = story(said("a", 0), said("b", 10_000), acts=[status(30, "resolved")])
    found = rows(history, simple(first=None, resolution=100, reopening=mode, reopening_days=days))
    assert {key[1]: (row.state, row.due_at) for key, row in found.items()} == {
        post: (state, at(due)) for post, (state, due) in wanted.items()
    }


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


def test_before_others_had_their_chance_the_agents_clock_does_not_start() -> None:
    promised = simple(peer_window=120, accepted=Peers.ENDS, trusted=Peers.ENDS)
    topic = partial(story, kind=ConversationKind.TOPIC)
    silent = rows(topic(said("a", 0)), promised)["first", "a"]
    assert (silent.started_at, silent.due_at) == (at(120), at(180))
    peers = topic(said("a", 0), said("peer", 60, "pat", trusted=True))
    assert rows(peers, promised) == {}
    late = topic(said("a", 0), said("peer", 150, "pat", trusted=True), assignee_id="agent-b")
    found = rows(late, promised)["first", "a"]
    assert (found.state, found.stopped_by, found.reason, found.agent_id) == (ClockState.MET, "peer", "peer", "")
    ours = topic(said("a", 0), said("ours", 60, "us"))
    assert (rows(ours, promised)["first", "a"].state, rows(ours, promised)["first", "a"].worked) == (ClockState.MET, 0)
    assert rows(story(said("a", 0)), promised)["first", "a"].due_at == at(60)


def test_who_asked_first_does_not_become_a_helper_by_writing_again() -> None:
    history = story(
        said("q", 0, "pat", trusted=True),
        said("x", 10, "ann"),
        said("ours", 15, "us"),
        said("again", 20, "pat", trusted=True),
        kind=ConversationKind.TOPIC,
    )
    assert ("next", "again") in rows(history, simple(then=60, trusted=Peers.ENDS))


def test_an_accepted_answer_of_a_peer_wants_a_look() -> None:
    history = story(
        said("a", 0),
        said("peer", 30, "pat"),
        kind=ConversationKind.TOPIC,
        solved="peer",
        solved_at=at(50),
    )
    found = rows(history, simple(accepted=Peers.VERIFY))
    assert set(found) == {("first", "a"), ("verify", "peer")}
    assert (found["first", "a"].state, found["first", "a"].stopped_at) == (ClockState.MET, at(50))
    assert (found["verify", "peer"].state, found["verify", "peer"].due_at) == (ClockState.RUNNING, at(80))
    looked = replace(history, acts=(status(60, "resolved"),), status=Status.RESOLVED)
    assert rows(looked, simple(accepted=Peers.VERIFY))["verify", "peer"].state is ClockState.MET
    nothing = rows(history, simple(accepted=Peers.NOTHING))
    assert nothing["first", "a"].state is ClockState.RUNNING


def test_a_venue_that_is_not_served_any_more_owes_nothing() -> None:
    found = rows(story(said("a", 0), removed_at=at(40)), simple())["first", "a"]
    assert (found.state, found.reason) == (ClockState.CANCELLED, "venue_removed")


def test_what_is_late_by_now_shows_among_the_events_without_being_stored() -> None:
    found = clocks(story(said("a", 0)), simple())["first", "a"]
    assert [event.kind.value for event in events_until(found, at(60))] == ["started"]
    assert [event.kind.value for event in events_until(found, at(61))] == ["started", "breached"]
    assert found.row.state is ClockState.RUNNING


def test_an_answer_long_before_we_began_makes_the_next_post_no_first_one() -> None:
    posts = (said("a", 0), said("ours", 5, "us", parent="a"), said("b", 100))
    assert set(rows(story(*posts, since=at(50)), simple(then=30))) == {("next", "b")}


def test_every_metric_has_a_clock_of_its_own() -> None:
    found = rows(story(said("a", 0)), simple(first=30, then=60, resolution=90))
    assert {row.metric for row in found.values()} == {Metric.FIRST, Metric.RESOLUTION}
