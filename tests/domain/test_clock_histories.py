"""Random histories: the same clocks in whatever order the facts came in, and what must be true of every clock."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.choosing import Promised
from agent_desk.domain.clocks import OPEN, Reckoned, events_until, state_at
from agent_desk.domain.clockwork import reckon
from agent_desk.domain.conversations import Direction, Disposition, Status, answered_by
from agent_desk.domain.histories import History, Said
from agent_desk.domain.levels import Basis, ClockState, Hours, Peers, Reopening, Scope
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.venues import Answers
from tests.domain.clock_stories import OFFICE, act, at, body, promise, said, status, story, version

HISTORIES, PARTS = 10_000, 4
_KINDS = (ConversationKind.MENTIONS, ConversationKind.COMMENTS, ConversationKind.TOPIC, ConversationKind.DIRECT)
_STATES = (*[PostState.PUBLISHED] * 8, PostState.SPAM, PostState.DELETED)
_DECIDED = (None, None, None, None, Disposition.NO_ANSWER_NEEDED, Disposition.NOT_RELEVANT)


def _promised(chance: random.Random) -> Promised:
    """Two policies of several versions each, whose order changed once."""
    versions = []
    for policy in "pq":
        for number in range(chance.choice((1, 1, 2, 3))):
            made = body(
                chance.choice((30, 240)),
                chance.choice((None, 60)),
                chance.choice((None, 600)),
                scope=Scope(kinds=chance.choice(((), _KINDS[:2])), tags=chance.choice(((), (), ("vip",)))),
                calendar_id=chance.choice((None, "office", "night")),
                team_hours=chance.random() < 0.3,
                basis=chance.choice(list(Basis)),
                peer_window=chance.choice((0, 0, 90)),
                accepted=chance.choice(list(Peers)),
                trusted=chance.choice(list(Peers)),
                reopening=chance.choice(list(Reopening)),
                reopening_days=chance.choice((0, 1)),
            )
            start = -10_000 if number == 0 else chance.randrange(0, 900)
            versions.append(version(policy, number + 1, made, start, running_too=number > 0 and chance.random() < 0.5))
    orders = [(-10_000, "p q"), (chance.randrange(900), chance.choice(("q p", "p", "q")))]
    night = replace(OFFICE, week=((Hours(0, 300), Hours(1200, 1440)),) * 7)
    return promise(*versions, orders=orders, calendars={"office": OFFICE, "night": night}, teams={"t": "night"})


def _post(chance: random.Random, number: int, kind: ConversationKind) -> Said:
    author = chance.choice(("ann", "ann", "bob", "pat", "us", "me", "bot"))
    minutes = chance.randrange(0, 900)
    decided = chance.choice(_DECIDED) if author in ("ann", "bob") else None
    return said(
        f"r{number}",
        minutes,
        author,
        parent=f"r{chance.randrange(number)}" if number and chance.random() < 0.8 else None,
        state=chance.choice(_STATES),
        decided=decided,
        decided_at=chance.randrange(0, 1200),
        lag=chance.choice((0, 0, 1, 200)),
        trusted=author == "pat",
    )


def _act(chance: random.Random) -> Action:
    kind = chance.choice((ActionKind.STATUS, ActionKind.STATUS, ActionKind.PRIORITY, ActionKind.ASSIGN, ActionKind.TAG))
    minutes = chance.randrange(0, 1000)
    if kind is ActionKind.STATUS:
        name = chance.choice(list(Status))
        return status(minutes, name.value, minutes + 120 if name is Status.SNOOZED else None)
    if kind is ActionKind.PRIORITY:
        return act(kind, minutes, priority=chance.choice("123"), before="2")
    if kind is ActionKind.ASSIGN:
        return act(kind, minutes, from_="", to=chance.choice(("", "a")), from_team="", to_team=chance.choice(("", "t")))
    return act(kind, minutes, add="vip") if chance.random() < 0.5 else act(kind, minutes, remove="vip")


def _history(chance: random.Random, name: str = "r") -> History:
    kind = chance.choice(_KINDS)
    posts = [_post(chance, number, kind) for number in range(chance.randrange(1, 8))]
    solved = chance.random() < 0.3
    acts = {one.id: one for one in (_act(chance) for _ in range(chance.choice((0, 0, 1, 2, 4))))}
    return story(
        *posts,
        acts=list(acts.values()),
        kind=kind,
        answers=chance.choice(list(Answers)),
        since=at(chance.choice((0, 0, 200))),
        status=chance.choice(list(Status)),
        tags=chance.choice(((), ("vip",))),
        solved=chance.choice(posts).post.remote_id if solved else "",
        solved_at=at(chance.randrange(0, 1000)) if solved else None,
        removed_at=at(700) if chance.random() < 0.05 else None,
    )


def _family(chance: random.Random) -> History:
    """Sometimes another conversation goes on in this one."""
    history = _history(chance)
    if chance.random() < 0.2:
        part = _history(chance)
        posts = tuple(replace(one, post=replace(one.post, id=f"x{one.post.id}")) for one in part.posts)
        joined = at(chance.randrange(0, 900))
        history = replace(history, parts=(replace(part, conversation_id="part", posts=posts, merged_at=joined),))
    return history


def _shuffled(chance: random.Random, history: History) -> History:
    posts, acts, parts = list(history.posts), list(history.acts), list(history.parts)
    for row in (posts, acts, parts):
        chance.shuffle(row)
    return replace(
        history, posts=tuple(posts), acts=tuple(acts), parts=tuple(_shuffled(chance, part) for part in parts)
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_order_in_which_the_facts_came_in_makes_no_difference(part: int) -> None:
    seen = 0
    for number in range(part, HISTORIES, PARTS):
        chance = random.Random(number)
        promised, history = _promised(chance), _family(chance)
        found = reckon(history, promised)
        assert reckon(_shuffled(chance, history), promised) == found, number
        seen += len(found)
        for one in found:
            _holds(one, history, number)
    assert seen > HISTORIES // PARTS


def _holds(one: Reckoned, history: History, number: int) -> None:
    """What must be true of every clock, however it came about."""
    row = one.row
    if row.state in OPEN:
        assert row.stopped_by is None, number
    else:
        assert row.stopped_at is not None, number
        assert row.worked is not None, number
        assert row.started_at <= row.stopped_at, number
        late = row.due_at is not None and row.due_at < row.stopped_at
        if row.state is not ClockState.CANCELLED:
            assert (row.state is ClockState.BREACHED_MET) is late, number
            assert row.worked >= row.target if late else row.worked <= row.target, number
    assert 0 <= row.paused_unanswered <= row.paused, number
    if row.due_at is not None:
        assert row.started_at <= (row.at_risk_at or row.due_at) <= row.due_at, number
    moments = [event.at for event in one.events]
    assert moments == sorted(moments), number
    assert state_at(row, at(1_000_000)) is not ClockState.RUNNING or row.due_at is None, number
    assert events_until(one, at(-1)) == [], number
    assert row.message_id in {said.post.id for part in (history, *history.parts) for said in part.posts}, number


def test_where_somebody_waits_for_a_first_or_next_answer_a_clock_runs_and_else_none() -> None:
    for number in range(1000):
        chance = random.Random(number)
        promised = promise(version("p", 1, body(60, 60)))
        kind = ConversationKind.MENTIONS
        history = replace(_history(chance), kind=kind, solved="", removed_at=None, acts=())
        silent = {said.post.id for said in history.posts if said.automatic}
        answered = answered_by([said.post for said in history.posts], kind, history.answers, silent)
        waiting = [
            said
            for said in history.posts
            if said.post.direction is Direction.CUSTOMER
            and said.post.posted_at >= history.since
            and said.post.remote_id not in answered
            and not said.void
            and said.post.decided is None
        ]
        oldest = min(waiting, key=lambda said: (said.post.posted_at, said.post.remote_id), default=None)
        running = [
            one.row.message_id
            for one in reckon(history, promised)
            if one.row.state in OPEN and one.row.metric in ("first", "next")
        ]
        assert running == ([oldest.post.id] if oldest else []), number
