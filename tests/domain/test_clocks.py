"""Clocks by the examples that must hold: what starts, pauses, meets, moves and cancels them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.clocks import at_risk, events_until, state_at
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.levels import MINUTE, Basis, ClockState, Metric, Peers, Reopening
from agent_desk.domain.posts import ConversationKind, PostState
from tests.domain.clock_stories import (
    act,
    at,
    clocks,
    rows,
    said,
    simple,
    status,
    story,
    told,
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


def test_at_risk_is_when_a_share_or_so_many_minutes_are_left_whichever_is_more() -> None:
    row = rows(story(said("a", 0)), simple(first=100, risk_share=20, risk_minutes=15))["first", "a"]
    assert row.at_risk_at == at(80)
    assert (at_risk(row, at(80) - 1), at_risk(row, at(80)), at_risk(row, at(101))) == (False, True, False)
    assert rows(story(said("a", 0)), simple(first=60, risk_minutes=15))["first", "a"].at_risk_at == at(45)
    assert rows(story(said("a", 0)), simple(first=10, risk_minutes=15))["first", "a"].at_risk_at == at(0)


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
