"""Who gets a conversation: never somebody who cannot take it, fairly, and the same however the facts arrive."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.assigning import (
    Burden,
    Criterion,
    Held,
    Urgency,
    Wanted,
    choose,
    load_of,
    may_move,
    next_for,
    spread,
    team_for,
    urgency,
)
from agent_desk.domain.conversations import Status
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Member, Method, Presence, Priority, Role, TeamRow

MINUTE = 60_000
AUTOMATIC = (Method.ROUND_ROBIN, Method.LEAST_LOADED)


def agent(number: int, **more: Any) -> AgentRow:
    return replace(AgentRow(f"a{number}", number, f"Agent {number}", ""), **more)


def team(*members: AgentRow, **more: Any) -> TeamRow:
    made = TeamRow("t1", 1, "Team", members=tuple(Member(one.id) for one in members))
    return replace(made, **{"method": Method.LEAST_LOADED, **more})


agents = st.builds(
    agent,
    st.just(0),
    presence=st.sampled_from(Presence),
    languages=st.sampled_from([(), ("de",), ("en", "de"), ("pt",)]),
    venues=st.sampled_from([(), ("v1",), ("v2",)]),
    capacity=st.none() | st.integers(0, 6),
    left_at=st.none() | st.just(5),
)
burdens = st.lists(
    st.tuples(agents, st.integers(0, 8), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=7
).map(
    lambda rows: [
        Burden(replace(who, id=f"a{number}", number=number), load, n, last)
        for number, (who, load, n, last) in enumerate(rows, 1)
    ]
)
wants = st.builds(
    Wanted,
    st.sampled_from(["", "de", "fr"]),
    st.sampled_from(["v1", "v3"]),
    st.integers(0, 3),
    st.sampled_from(["", "a1"]),
)


@given(
    burdens,
    wants,
    st.sampled_from(AUTOMATIC),
    st.none() | st.integers(1, 4),
    st.randoms(use_true_random=False),
    st.integers(0, 8),
)
def test_chosen_is_only_who_may_take_it_and_the_order_of_facts_says_nothing(
    known: list[Burden], wanted: Wanted, method: Method, share: int | None, chance: random.Random, last: int
) -> None:
    asked = team(*(one.agent for one in known), method=method, fair_share=share, last_agent_id=f"a{last}")
    said = choose(asked, known, wanted)
    shuffled = list(known)
    chance.shuffle(shuffled)
    assert choose(asked, shuffled, wanted) == said
    assert [one.agent_id for one in said.considered] == [one.agent.id for one in known]
    fitting = [one.agent_id for one in said.considered if one.why_not is None]
    assert (said.chosen in fitting) if fitting else (said.chosen is None)
    for one in known:
        if one.agent.id not in fitting:
            continue
        who = one.agent
        assert who.presence is Presence.AVAILABLE
        assert who.left_at is None
        assert who.capacity is None or one.load + wanted.weight <= who.capacity
        assert share is None or one.given < share
        assert not who.languages or not wanted.language or wanted.language in who.languages
        assert not who.venues or wanted.venue_id in who.venues
        assert who.id != wanted.gave_up


@given(st.integers(1, 6), st.integers(0, 40))
def test_in_turn_nobody_gets_two_more_than_another(n: int, conversations: int) -> None:
    known = [Burden(agent(number)) for number in range(1, n + 1)]
    asked, got = team(*(one.agent for one in known), method=Method.ROUND_ROBIN), Counter[str]()
    for _ in range(conversations):
        chosen = choose(asked, known, Wanted("", "v1")).chosen
        assert chosen is not None
        got[chosen] += 1
        asked = replace(asked, last_agent_id=chosen)
    counts = [got[one.agent.id] for one in known]
    assert max(counts) - min(counts) <= 1


def test_in_turn_goes_on_behind_the_last_one_and_passes_by_who_is_away() -> None:
    one, two, three = agent(1), agent(2, presence=Presence.AWAY, presence_reason="lunch"), agent(3)
    asked = team(one, two, three, method=Method.ROUND_ROBIN, last_agent_id="a1")
    said = choose(asked, [Burden(one), Burden(two), Burden(three)], Wanted("", "v1"))
    assert said.chosen == "a3"
    assert said.considered[1].why_not is Criterion.NOT_THERE
    assert said.considered[1].details["reason"] == "lunch"


def test_the_least_loaded_then_who_waited_longest_then_the_lower_number() -> None:
    known = [Burden(agent(1), 3, 0, 0), Burden(agent(2), 2, 0, 9), Burden(agent(3), 2, 0, 4), Burden(agent(4), 2, 0, 4)]
    assert choose(team(*(one.agent for one in known)), known, Wanted("", "v1")).chosen == "a3"


@pytest.mark.parametrize(
    ("who", "burden", "why"),
    [
        ({"left_at": 3}, {}, Criterion.LEFT),
        ({"presence": Presence.BUSY}, {}, Criterion.NOT_THERE),
        ({"languages": ("pt",)}, {}, Criterion.LANGUAGE),
        ({"venues": ("v2",)}, {}, Criterion.VENUE),
        ({"capacity": 5}, {"load": 4}, Criterion.FULL),
        ({}, {"given": 3}, Criterion.FAIR_SHARE),
    ],
)
def test_each_reason_is_named(who: dict[str, Any], burden: dict[str, int], why: Criterion) -> None:
    one = agent(1, **who)
    said = choose(team(one, fair_share=3), [Burden(one, **burden)], Wanted("de", "v1", 2))
    assert said.chosen is None
    assert said.considered[0].why_not is why


def test_a_team_that_goes_by_hand_chooses_nobody() -> None:
    assert choose(team(agent(1), method=Method.BY_HAND), [Burden(agent(1))], Wanted("", "v1")).chosen is None


def test_the_first_team_that_takes_it_gets_it() -> None:
    none = team(position=0)
    german = replace(none, id="t2", number=2, position=2, languages=("de",))
    place = replace(none, id="t3", number=3, position=1, venues=("v1",), languages=("de", "en"))
    assert team_for([german, place, none], "v1", "de") == place
    assert team_for([german, place, none], "v2", "de") == german
    assert team_for([german, place, none], "v2", "") is None


def test_loads_weigh_by_kind() -> None:
    weighed = team(weights={ConversationKind.DIRECT: 3})
    assert load_of(weighed, {ConversationKind.DIRECT: 2, ConversationKind.TOPIC: 4}) == 10


def held(name: str, **more: Any) -> Held:
    made = Held(
        name,
        "v1",
        ConversationKind.TOPIC,
        Status.OPEN,
        False,
        False,
        1,
        1000,
        "",
        Priority.NORMAL,
        (),
        None,
        None,
        None,
        None,
        None,
    )
    return replace(made, **more)


def test_urgency_goes_overdue_soon_priority_wait() -> None:
    now = 100 * MINUTE
    late = held("late", due_at=now - 1)
    later = held("later", due_at=now - MINUTE)
    soon = held("soon", due_at=now + MINUTE, at_risk_at=now)
    urgent = held("urgent", priority=Priority.URGENT, due_at=now + 9 * MINUTE, at_risk_at=now + 1)
    long = held("long", waiting_since=1)
    short = held("short", waiting_since=5)
    order = sorted([short, long, urgent, soon, late, later], key=lambda one: urgency(one, now)[1])
    assert [one.conversation_id for one in order] == ["later", "late", "soon", "urgent", "long", "short"]
    assert [urgency(one, now)[0] for one in order] == [
        *[Urgency.OVERDUE] * 2,
        Urgency.DUE_SOON,
        Urgency.PRIORITY,
        *[Urgency.WAITING] * 2,
    ]


def test_due_at_this_very_moment_is_not_late() -> None:
    assert urgency(held("one", due_at=500, at_risk_at=100), 500)[0] is Urgency.DUE_SOON


def test_next_is_only_what_the_agent_may_serve() -> None:
    me = agent(1, languages=("de",))
    pool = [
        held("french", language="fr", due_at=1),
        held("others", assignee_id="a2", due_at=1),
        held("other team", team_id="t9", due_at=1),
        held("put off", status=Status.SNOOZED, due_at=1),
        held("answered", waiting=0, waiting_since=None, due_at=1),
        held("merged", merged=True, due_at=1),
        held("mine", assignee_id="a1", team_id="t9", waiting_since=7),
        held("free", waiting_since=9),
    ]
    said = next_for(me, ["t1"], pool, 100)
    assert said.chosen == "mine"
    assert said.reason is Urgency.WAITING
    assert next_for(me, ["t1"], pool[:6], 100).chosen is None


@pytest.mark.parametrize(
    ("role", "holder", "to", "fine"),
    [
        (Role.AGENT, None, "me", True),
        (Role.AGENT, None, "other", False),
        (Role.AGENT, None, None, True),
        (Role.AGENT, "me", "other", True),
        (Role.AGENT, "me", None, True),
        (Role.AGENT, "other", "me", False),
        (Role.AGENT, "other", None, False),
        (Role.LEAD, "other", "third", True),
        (Role.LEAD, None, "other", True),
    ],
)
def test_who_may_move_what(role: Role, holder: str | None, to: str | None, fine: bool) -> None:
    assert may_move(role, "me", holder, to) is fine


@given(
    st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 12)), min_size=1, max_size=6), st.integers(0, 30)
)
def test_spreading_never_overfills_and_ends_level(rows: list[tuple[int, int | None]], n: int) -> None:
    known = [Burden(agent(number, capacity=capacity), load) for number, (load, capacity) in enumerate(rows, 1)]
    dealt = spread(
        team(*(one.agent for one in known), fair_share=1), known, [(f"c{k}", Wanted("", "v1")) for k in range(n)]
    )
    got = Counter(one for one in dealt.values() if one is not None)
    after = {one.agent.id: one.load + got[one.agent.id] for one in known}
    for one in known:
        assert one.agent.capacity is None or not got[one.agent.id] or after[one.agent.id] <= one.agent.capacity
    open_ = [one for one in known if one.agent.capacity is None or after[one.agent.id] < one.agent.capacity]
    assert not open_ or all(to is not None for to in dealt.values())
    for taker in got:
        assert all(after[taker] - 1 <= after[one.agent.id] for one in open_)
