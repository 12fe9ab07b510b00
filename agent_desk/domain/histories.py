"""The facts of one conversation from which its clocks are reckoned, and how each thing stood at any moment of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.conversations import Direction, Disposition, Post, Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind, PostState
from agent_desk.domain.roster import Priority
from agent_desk.domain.venues import Answers

T = TypeVar("T")
_VOID = (Disposition.NOT_RELEVANT, Disposition.MODERATED)
_PRIORITIES = {str(int(priority)): priority for priority in Priority}
_GONE = (PostState.DELETED, PostState.SPAM, PostState.TRASHED)


@frozen
class Said:
    """A post with what only clocks ask. `seen_at`: when it was fetched. `decided_at`: when its standing disposition was
    decided. `taken_up`: it was found, and an agent made it ours to answer. `trusted`: its author's answers count as help.
    `automatic`: no human wrote it. `agent_id`: who of us did, where this program sent it. UTC milliseconds."""

    post: Post
    seen_at: int
    decided_at: int = 0
    taken_up: bool = False
    trusted: bool = False
    automatic: bool = False
    agent_id: str = ""

    @property
    def asks(self) -> bool:
        """Whether a customer turned to us."""
        return self.post.direction is Direction.CUSTOMER and self.post.addressed

    @property
    def void(self) -> str:
        """Why nobody ever had to answer it, empty where somebody had to: the venue or its author took it away, it was not for
        us, or it was dealt with as it came in."""
        if self.post.state in _GONE:
            deleted = self.post.state is PostState.DELETED
            return (Disposition.DELETED_BY_AUTHOR if deleted else Disposition.MODERATED).value
        decided = self.post.decided
        if decided is not None and (decided in _VOID or self.decided_at <= self.seen_at):
            return decided.value
        return ""


@frozen
class History:
    """Everything about one conversation that its clocks depend on, in no particular order. `since`: older posts are context.
    `acts`: of any kind; others than those about status, priority, tags, assignment and taking up are passed over. `status`
    up to `policy_id`: how it stands now. `solved`: remote id of the accepted post, since `solved_at`. `merged_at`: since when
    it goes on in another conversation. `parts`: the conversations that go on in this one, each with its own `merged_at`.
    `removed_at`: since when its venue is not served any more."""

    conversation_id: str
    venue_id: str
    network: str
    kind: ConversationKind
    answers: Answers
    since: int
    posts: tuple[Said, ...]
    acts: tuple[Action, ...] = ()
    status: Status = Status.OPEN
    priority: Priority = Priority.NORMAL
    tags: tuple[str, ...] = ()
    language: str = ""
    assignee_id: str = ""
    team_id: str = ""
    policy_id: str = ""
    solved: str = ""
    solved_at: int | None = None
    merged_at: int | None = None
    removed_at: int | None = None
    parts: tuple[History, ...] = ()


class Course(Generic[T]):
    """What something was at each moment."""

    __slots__ = ("_from", "_values", "first")

    def __init__(self, first: T, changes: Iterable[tuple[int, T]] = ()) -> None:
        """`changes`: since when it was what, ascending."""
        self.first = first
        self._from: list[int] = []
        self._values: list[T] = [first]
        for at, value in changes:
            if self._from and self._from[-1] == at:
                self._from.pop()
                self._values.pop()
            if value != self._values[-1]:
                self._from.append(at)
                self._values.append(value)

    def at(self, moment: int | None) -> T:
        """What it was then; None: what it is."""
        return self._values[-1] if moment is None else self._values[bisect_right(self._from, moment)]

    @property
    def changes(self) -> list[tuple[int, T]]:
        """Since when it was what, ascending."""
        return list(zip(self._from, self._values[1:], strict=True))

    def spans(self, wanted: Sequence[T]) -> list[tuple[int, int | None]]:
        """When it was one of these: from, up to (None: still)."""
        found: list[tuple[int, int | None]] = []
        for number, (at, value) in enumerate(zip(self._from, self._values[1:], strict=True)):
            if value not in wanted:
                continue
            end = self._from[number + 1] if number + 1 < len(self._from) else None
            if found and found[-1][1] == at:
                found[-1] = found[-1][0], end
            else:
                found.append((at, end))
        return found


def in_order(acts: Iterable[Action], kind: ActionKind) -> list[Action]:
    """Those of one kind, as they were done."""
    return sorted((act for act in acts if act.kind is kind), key=lambda act: (act.at, act.id))


def priorities(history: History) -> Course[Priority]:
    """How much it mattered."""
    acts = in_order(history.acts, ActionKind.PRIORITY)
    if not acts:
        return Course(history.priority)
    first = _priority(acts[0].details.get("before", ""))
    return Course(first, [(act.at, _priority(act.details.get("priority", ""))) for act in acts])


def holders(history: History) -> tuple[Course[str], Course[str]]:
    """Who held it, and which team; empty: nobody."""
    acts = in_order(history.acts, ActionKind.ASSIGN)
    if not acts:
        return Course(history.assignee_id), Course(history.team_id)
    first = acts[0].details
    return (
        Course(first.get("from", ""), [(act.at, act.details.get("to", "")) for act in acts]),
        Course(first.get("from_team", ""), [(act.at, act.details.get("to_team", "")) for act in acts]),
    )


def tags_at(history: History, moment: int | None) -> frozenset[str]:
    """Its tags then, in lower case: those of now, with all that was done since taken back."""
    tags = {tag.casefold() for tag in history.tags}
    if moment is not None:
        for act in reversed(in_order(history.acts, ActionKind.TAG)):
            if act.at <= moment:
                break
            tags = (tags - _names(act, "add")) | _names(act, "remove")
    return frozenset(tags)


def statuses(history: History) -> Course[Status]:
    """Where the work stood. A customer's post opens it, when it is posted and, where somebody decided meanwhile without
    knowing of it, when it is fetched; a snooze ends by itself. An act that was taken back since counts as never done."""
    acts = in_order(history.acts, ActionKind.STATUS)
    if not acts:
        return Course(Status.OPEN)
    calls = _calls(history, 0) | {moment for part in history.parts for moment in _calls(part, part.merged_at or 0)}
    # Who waits in what is merged into it opens it, too.
    joined = calls | {part.merged_at for part in history.parts if part.merged_at is not None}
    tries = [(len(acts), calls), (len(acts), joined), *((kept, calls) for kept in range(len(acts) - 1, -1, -1))]
    for kept, moments in tries:
        course, last = _statuses(acts[:kept], moments)
        if history.status in last:
            return course
    return _statuses(acts, calls)[0]


def _calls(history: History, since: int) -> set[int]:
    """When customers' posts opened the conversation, from a moment on."""
    return {
        moment
        for said in history.posts
        if said.asks and not said.void and said.post.posted_at >= history.since
        for moment in (said.post.posted_at, said.seen_at)
        if moment >= since
    }


def _statuses(acts: Sequence[Action], calls: Iterable[int]) -> tuple[Course[Status], Sequence[Status]]:
    """The course, and how it may stand at its end: what sleeps wakes up some time."""
    # Of what happens in the same millisecond, an act comes after the posts: its agent may have seen them.
    moments: list[tuple[int, int, Action | None]] = [(at, 0, None) for at in calls]
    moments += [(act.at, 1, act) for act in acts]
    changes: list[tuple[int, Status]] = []
    current, until, asleep = Status.OPEN, 0, False
    for at, _, act in sorted(moments, key=lambda one: one[:2]):
        if asleep and until <= at:
            changes.append((until, Status.OPEN))
            current, asleep = Status.OPEN, False
        current = Status.OPEN if act is None else Status(act.details.get("status", Status.OPEN))
        asleep = current is Status.SNOOZED
        until = int(act.details.get("until") or at) if asleep and act is not None else 0
        changes.append((at, current))
    if asleep:
        changes.append((until, Status.OPEN))
    return Course(Status.OPEN, changes), (current, Status.OPEN) if asleep else (current,)


def _priority(text: str) -> Priority:
    return _PRIORITIES.get(text, Priority.NORMAL)


def _names(act: Action, key: str) -> set[str]:
    return {name.casefold() for name in act.details.get(key, "").split("\n") if name}
