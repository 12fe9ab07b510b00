"""How long a conversation was open: from its first post until it was resolved, and what its reopening means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent_desk.domain.conversations import Status
from agent_desk.domain.histories import Course
from agent_desk.domain.levels import Metric, Reopening
from agent_desk.domain.waits import End, Run, Terms, Wait

_DAY = 24 * 3600 * 1000


def resolutions_of(waits: Sequence[Wait], statuses: Course[Status], terms: Terms, merged_at: int | None) -> list[Run]:
    """The runs of a conversation towards being resolved. `waits`: oldest first.

    A customer who writes again within the policy's days (0: whenever) lets the run go on as if it had not been resolved, starts
    a run of their post's own, or neither, as the policy of the run's start says; later it is another matter and starts a run.
    An agent who opens it again takes the resolving back. Where every post turned out to be nobody's to answer, the run is
    cancelled.
    """
    real = [wait for wait in waits if wait.how is not End.VOID]
    if not real:
        return [_cancelled(waits)] if waits else []
    calls = {wait.fetched: wait for wait in real} | {wait.start: wait for wait in real}
    found: list[Run] = []
    current: Wait | None = real[0]
    resolved: list[tuple[int, int]] = []
    for at, again in _resolved(statuses, real[0].start, merged_at):
        if again is None:
            if current is not None:
                found.append(_run(current, at, End.RESOLVED, resolved))
            return found
        post = calls.get(again)
        body = terms(current.start if current else real[0].start)
        mode = body.reopening if body is not None else Reopening.CONTINUE
        late = body is not None and body.reopening_days and again - at > body.reopening_days * _DAY
        if post is None or (mode is Reopening.CONTINUE and not late):
            resolved.append((at, again))
            continue
        if current is not None:
            found.append(_run(current, at, End.RESOLVED, resolved))
        current, resolved = (post if late or mode is Reopening.RESTART else None), []
    if current is not None:
        found.append(_run(current, merged_at, None if merged_at is None else End.MERGED, resolved))
    return found


def _resolved(statuses: Course[Status], start: int, merged_at: int | None) -> Iterable[tuple[int, int | None]]:
    """When it was resolved: from, up to (None: still)."""
    for at, again in statuses.spans([Status.RESOLVED]):
        if again is not None and again <= start:
            continue
        if merged_at is not None and at >= merged_at:
            return
        yield max(at, start), again


def _cancelled(waits: Sequence[Wait]) -> Run:
    first, ended = waits[0], max(wait.end or wait.start for wait in waits)
    return Run(Metric.RESOLUTION, first.said, first.start, first.fetched, ended, End.VOID, None, first.reason)


def _run(wait: Wait, end: int | None, how: End | None, resolved: Iterable[tuple[int, int]]) -> Run:
    reason = End.MERGED.value if how is End.MERGED else ""
    return Run(Metric.RESOLUTION, wait.said, wait.start, wait.fetched, end, how, None, reason, tuple(resolved))
