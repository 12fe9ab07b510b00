"""Small histories and promises for tests of clocks. Moments are minutes after a Monday at 9:00 UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.choosing import Promised, promised
from agent_desk.domain.clocks import Reckoned
from agent_desk.domain.clockwork import reckon
from agent_desk.domain.conversations import Direction, Disposition, Post
from agent_desk.domain.histories import History, Said
from agent_desk.domain.levels import (
    MINUTE,
    CalendarBody,
    CalendarVersion,
    ClockRow,
    Hours,
    Metric,
    PolicyBody,
    PolicyOrder,
    PolicyVersion,
    Scope,
)
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.roster import Priority
from agent_desk.domain.venues import Answers

MONDAY = 1_772_442_000_000
"""2026-03-02 09:00 UTC."""
OFFICE = CalendarBody("UTC", ((Hours(540, 1020),),) * 5 + ((), ()), changes=((0, 0),))


def at(minutes: int) -> int:
    """UTC milliseconds."""
    return MONDAY + minutes * MINUTE


def said(
    name: str,
    minutes: int,
    author: str = "ann",
    *,
    parent: str | None = None,
    state: PostState = PostState.PUBLISHED,
    decided: Disposition | None = None,
    decided_at: int = 0,
    lag: int = 0,
    **other: bool,
) -> Said:
    """A post; ours where `author` is `us`, `bot` or `me`, who is an agent at this desk. `lag`: minutes until it was fetched."""
    ours = author in ("us", "bot", "me")
    post = Post(
        name,
        name,
        parent,
        author,
        Direction.OURS if ours else Direction.CUSTOMER,
        not ours,
        at(minutes),
        state,
        decided,
    )
    return Said(
        post,
        at(minutes + lag),
        at(decided_at) if decided else 0,
        automatic=author == "bot",
        agent_id="agent-me" if author == "me" else "",
        **other,
    )


def act(kind: ActionKind, minutes: int, **details: str) -> Action:
    """Something that was decided."""
    told = {name.rstrip("_"): text for name, text in details.items()}
    return Action(f"act-{minutes}-{kind}", kind, "agent-act", "c", at(minutes), None, told)


def status(minutes: int, name: str, until: int | None = None) -> Action:
    """The status was set."""
    return act(ActionKind.STATUS, minutes, status=name, **({} if until is None else {"until": str(at(until))}))


def story(*posts: Said, acts: Sequence[Action] = (), **other: object) -> History:
    """A conversation."""
    fields: dict[str, object] = {"kind": ConversationKind.MENTIONS, "answers": Answers.TARGET, "since": 0, **other}
    return History("c", "v", "fake", posts=posts, acts=tuple(acts), **fields)  # type: ignore[arg-type]  # of a history


def body(first: int | None = 60, then: int | None = None, resolution: int | None = None, **other: object) -> PolicyBody:
    """A promise in minutes for normal priority, half of it for a high one."""
    minutes = {Metric.FIRST: first, Metric.NEXT: then, Metric.RESOLUTION: resolution, Metric.VERIFY: 30}
    targets: Mapping[Metric, Mapping[Priority, int]] = {
        metric: {Priority.NORMAL: one, Priority.HIGH: one // 2} for metric, one in minutes.items() if one is not None
    }
    return PolicyBody(**{"scope": Scope(), "targets": targets, **other})  # type: ignore[arg-type]  # of a policy


def version(
    policy: str, number: int, made: PolicyBody, minutes: int = -10_000, *, running_too: bool = False
) -> PolicyVersion:
    """A version of a policy that counts from that minute on."""
    return PolicyVersion(f"{policy}{number}", policy, number, at(minutes), running_too, made)


def promise(
    *versions: PolicyVersion,
    orders: Sequence[tuple[int, str]] | None = None,
    calendars: Mapping[str, CalendarBody] | None = None,
    teams: Mapping[str, str] | None = None,
) -> Promised:
    """What was promised; without `orders` every policy from the beginning on, by name."""
    policies = " ".join(sorted({one.policy_id for one in versions}))
    rows = [(-10_000, policies)] if orders is None else orders
    return promised(
        versions,
        [PolicyOrder(at(minutes), tuple(names.split())) for minutes, names in rows],
        [CalendarVersion(f"{name}1", name, 1, 0, made) for name, made in (calendars or {}).items()],
        {team: [(0, calendar)] for team, calendar in (teams or {}).items()},
    )


def simple(**other: object) -> Promised:
    """One policy for all."""
    return promise(version("p", 1, body(**other)), calendars={"office": OFFICE})  # type: ignore[arg-type]  # of a policy


def clocks(history: History, of: Promised) -> dict[tuple[str, str], Reckoned]:
    """By metric and post."""
    return {(one.row.metric.value, one.row.message_id): one for one in reckon(history, of)}


def rows(history: History, of: Promised) -> dict[tuple[str, str], ClockRow]:
    """By metric and post."""
    return {key: one.row for key, one in clocks(history, of).items()}


def told(one: Reckoned) -> list[tuple[int, str, str]]:
    """The events in minutes, with posts or reasons."""
    return [((event.at - MONDAY) // MINUTE, event.kind.value, event.message_id or event.reason) for event in one.events]
