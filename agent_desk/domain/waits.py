"""Who waited for an answer from when to when, and on which of these waits a clock runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.conversations import Direction, answered_by
from agent_desk.domain.frozen import frozen
from agent_desk.domain.histories import History, Said
from agent_desk.domain.levels import Metric, Peers, PolicyBody
from agent_desk.domain.posts import ConversationKind, PostState

AMONG_PEERS = (ConversationKind.TOPIC, ConversationKind.COMMENTS)
"""Where others may answer, too."""
_STANDS = (PostState.PUBLISHED, PostState.HELD)
_EVER = 1 << 62
Terms = Callable[[int], PolicyBody | None]
"""What was promised for a wait that began then."""


class End(StrEnum):
    """How a wait ended. DECIDED: an agent decided how the post was dealt with. VOID: nobody had to answer it. MERGED: it goes
    on in another conversation."""

    ANSWERED = "answered"
    PEER = "peer"
    DECIDED = "decided"
    VOID = "void"
    MERGED = "merged"
    RESOLVED = "resolved"
    LOOKED = "looked"


@frozen
class Wait:
    """A customer's post, and how long its author waited. `start`: the venue's time, or when somebody took it up; `fetched`:
    when we knew of it; `end` None: still. `by`: the post that ended it. `reason`: a code. `accepts`: what the end means for
    the agents, where a peer's answer ended it. UTC milliseconds."""

    said: Said
    start: int
    fetched: int
    end: int | None = None
    how: End | None = None
    by: Said | None = None
    reason: str = ""
    accepts: Peers = Peers.NOTHING


@frozen
class Run:
    """What a clock runs on: from `start` until `end` (None: it goes on), for the sake of `said`. `pauses`: when it was over
    for the time being."""

    metric: Metric
    said: Said
    start: int
    fetched: int
    end: int | None
    how: End | None
    by: Said | None
    reason: str
    pauses: tuple[tuple[int, int], ...] = ()


def waits_of(history: History, terms: Terms) -> tuple[list[Wait], tuple[int, Said] | None]:
    """The waits of a conversation and of those that go on in it, oldest first, and when we first answered and with what.

    In a conversation that goes on in another one the waits end with the merging, and what came later is none of its own; the
    other one carries them from the beginning on, with all that was not dealt with until then.
    """
    waits, first = _own_waits(history, terms)
    if history.merged_at is not None:
        waits = [_handed_over(wait, history.merged_at) for wait in waits if wait.start < history.merged_at]
    for part in history.parts:
        joined = part.merged_at or 0
        theirs, answered = _own_waits(part, terms)
        waits += [wait for wait in theirs if wait.end is None or wait.end > joined or wait.start >= joined]
        if answered is not None and answered[0] >= joined:
            first = answered if first is None else min(first, answered, key=_when_first)
    return sorted(waits, key=_age), first


def runs_of(waits: Iterable[Wait], first: tuple[int, Said] | None) -> list[Run]:
    """The first and next answers that were owed: one run at a time, on the oldest post that nobody has answered. What was
    answered together with it, or before it, has none of its own: three nudges are one wait. Once it is cancelled the next
    oldest takes over, since its own time."""
    found: list[Run] = []
    until = -1
    for wait in waits:
        if until == _EVER:
            break
        if wait.how is End.VOID:
            if wait.start >= until:
                metric = Metric.FIRST if first is None or wait.start < first[0] else Metric.NEXT
                found.append(_run(metric, wait))
            continue
        end = _EVER if wait.end is None else wait.end
        if wait.start < until and end <= until:
            continue
        became = max(wait.start, until)
        until = max(until, end)
        found.extend(_answers_owed(wait, became, end, first))
    return found


def looks_of(history: History, waits: Iterable[Wait], looked: Sequence[int]) -> list[Run]:
    """Peers' answers that one of us is to look at. `looked`: when agents decided anything, ascending."""
    answers = sorted(
        (said.post.posted_at, said.post.remote_id, said)
        for said in history.posts
        if said.post.direction is Direction.OURS and said.post.state in _STANDS and not said.automatic
    )
    found: dict[str, Run] = {}
    for wait in waits:
        if wait.how is not End.PEER or wait.accepts is not Peers.VERIFY or wait.by is None or wait.end is None:
            continue
        said, start = wait.by, wait.end
        replied = next(((at, answer) for at, _, answer in answers if at >= start), (_EVER, None))
        index = bisect_left(looked, start)
        end = min(replied[0], looked[index] if index < len(looked) else _EVER)
        known = found.get(said.post.id)
        if known is not None and known.start <= start:
            continue
        found[said.post.id] = Run(
            Metric.VERIFY,
            said,
            start,
            max(said.seen_at, start),
            None if end == _EVER else end,
            None if end == _EVER else End.LOOKED,
            replied[1] if replied[0] == end else None,
            "",
        )
    return list(found.values())


def _answers_owed(wait: Wait, became: int, end: int, first: tuple[int, Said] | None) -> list[Run]:
    """Until our first answer in the conversation the first is owed, since then the next."""
    if first is None:
        return [_run(Metric.FIRST, wait)]
    at, answer = first
    if became > at or (became == at and not (wait.how is End.ANSWERED and end == at)):
        return [_run(Metric.NEXT, wait)]
    if end < at or (end == at and wait.how is End.ANSWERED):
        return [_run(Metric.FIRST, wait)]
    met = Run(Metric.FIRST, wait.said, wait.start, wait.fetched, at, End.ANSWERED, answer, "")
    return [met] if end == at else [met, _run(Metric.NEXT, wait)]


def _run(metric: Metric, wait: Wait) -> Run:
    return Run(metric, wait.said, wait.start, wait.fetched, wait.end, wait.how, wait.by, wait.reason)


def _own_waits(history: History, terms: Terms) -> tuple[list[Wait], tuple[int, Said] | None]:
    posts = {said.post.remote_id: said for said in history.posts}
    silent = {said.post.id for said in history.posts if said.automatic}
    answers = answered_by([said.post for said in history.posts], history.kind, history.answers, silent)
    helpers = _Helpers(history, terms)
    waits: list[Wait] = []
    first: tuple[int, Said] | None = None
    for said in sorted(history.posts, key=_posted):
        if not said.asks:
            continue
        wait = _begun(history, said)
        answer = answers.get(said.post.remote_id)
        if answer is not None:
            met = max(wait.start, answer.posted_at), posts[answer.remote_id]
            first = met if first is None else min(first, met, key=_when_first)
        if said.post.posted_at < history.since or helpers.helped(said):
            continue
        waits.append(_ended(wait, posts[answer.remote_id] if answer else None, helpers))
    return waits, first


def _begun(history: History, said: Said) -> Wait:
    if not said.taken_up:
        return Wait(said, said.post.posted_at, said.seen_at)
    taken = min((act.at for act in history.acts if act.kind is ActionKind.TAKE_UP), default=said.seen_at)
    return Wait(said, max(said.post.posted_at, taken), max(said.seen_at, taken))


def _ended(wait: Wait, answer: Said | None, helpers: _Helpers) -> Wait:
    """By whatever came first: our answer, our decision, a peer's answer."""
    said, start = wait.said, wait.start
    if (reason := said.void) and answer is None:
        at = max(start, said.decided_at)
        return Wait(said, start, wait.fetched, at, End.VOID, None, reason)
    ends: list[tuple[int, int, End, Said | None, str, Peers]] = []
    if answer is not None:
        ends.append((max(start, answer.post.posted_at), 0, End.ANSWERED, answer, "", Peers.NOTHING))
    if said.post.decided is not None and not reason:
        ends.append((max(start, said.decided_at), 1, End.DECIDED, None, said.post.decided.value, Peers.NOTHING))
    if (help_ := helpers.help(wait)) is not None:
        at, by, accepts = help_
        ends.append((at, 2, End.PEER, by, "peer", accepts))
    if not ends:
        return wait
    at, _, how, by_, reason, accepts = min(ends, key=lambda end: end[:2])
    return Wait(said, start, wait.fetched, at, how, by_, reason, accepts)


def _handed_over(wait: Wait, at: int) -> Wait:
    if wait.end is not None and wait.end <= at:
        return wait
    return Wait(wait.said, wait.start, wait.fetched, at, End.MERGED, None, End.MERGED.value)


class _Helpers:
    """Answers of peers that count: the accepted one, and those of trusted members."""

    def __init__(self, history: History, terms: Terms) -> None:
        theirs = [said for said in history.posts if said.post.direction is not Direction.OURS]
        standing = [said for said in theirs if said.post.state in _STANDS] if history.kind in AMONG_PEERS else []
        solved = history.solved if history.solved_at is not None else ""
        self._terms = terms
        self._accepted = next((said for said in standing if solved and said.post.remote_id == solved), None)
        self._at = history.solved_at or 0
        self._trusted = sorted((said for said in standing if said.trusted), key=_posted)
        asking = [said for said in theirs if said.asks] if self._trusted else []
        self._oldest: dict[str, int] = {}
        for said in asking:
            at = said.post.posted_at
            self._oldest[said.post.author] = min(at, self._oldest.get(said.post.author, at))

    def helped(self, said: Said) -> bool:
        """Whether a post is such an answer, and asks for nothing itself."""
        if said is not self._accepted and not (said.trusted and self._trusted):
            return False
        body = self._terms(said.post.posted_at)
        if body is None:
            return False
        if said is self._accepted and body.accepted is not Peers.NOTHING:
            return True
        # Who asked first does not become a helper by writing again.
        earlier = (at for author, at in self._oldest.items() if author != said.post.author)
        own = self._oldest.get(said.post.author, said.post.posted_at)
        return said.trusted and body.trusted is not Peers.NOTHING and min(earlier, default=_EVER) < own

    def help(self, wait: Wait) -> tuple[int, Said, Peers] | None:
        """The first answer of a peer to a wait: when, which, and what it means."""
        if self._accepted is None and not self._trusted:
            return None
        body = self._terms(wait.start)
        if body is None:
            return None
        found: list[tuple[int, int, Said, Peers]] = []
        if self._accepted is not None and body.accepted is not Peers.NOTHING and self._at >= wait.start:
            found.append((max(self._at, self._accepted.post.posted_at), 0, self._accepted, body.accepted))
        if body.trusted is not Peers.NOTHING:
            author = wait.said.post.author
            after = bisect_left(self._trusted, _posted(wait.said), key=_posted)
            for said in self._trusted[after:]:
                if said.post.author != author and said.post.posted_at >= wait.start:
                    found.append((said.post.posted_at, 1, said, body.trusted))
                    break
        if not found:
            return None
        at, _, by, means = min(found, key=lambda one: one[:2])
        return at, by, means


def _posted(said: Said) -> tuple[int, str]:
    return said.post.posted_at, said.post.remote_id


def _age(wait: Wait) -> tuple[int, str, str]:
    return wait.start, wait.said.post.remote_id, wait.said.post.id


def _when_first(met: tuple[int, Said]) -> tuple[int, str]:
    return met[0], met[1].post.remote_id
