"""The clocks of a conversation, reckoned from its facts: the same at any later time, on any desk, in any order of arrival.

FIRST and NEXT run on the oldest post that nobody has answered, and are met by a human answer of ours when the venue has it;
notes, likes and automatic answers meet nothing. RESOLUTION runs until the conversation is resolved, VERIFY from a peer's answer
until one of us looked. What an event does:

* A post that is deleted, spam or not relevant cancels its clock; the next oldest unanswered post goes on, since its own time.
* Any other decision about a post cancels its clock, and leaves it breached where it came too late.
* Merging cancels what runs in the conversation that goes on elsewhere; the other one carries its oldest unanswered post.
* Reopening continues the resolution's clock, starts another one, or does nothing, as the policy says.
* Another priority moves the target, counted from the start as before. Another team changes nothing but the hours that count
  from then on, where the policy goes by the team's. Another agent changes nothing.
* A new version of a policy, or one that now fits, counts for running clocks only where that was said; a removed policy cancels
  them. A new version of a calendar, or another calendar of a team, counts for clocks that start under it.
* Being set to a pausing status stops time until it is left or a customer writes; it does not heal what is late already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.calendars import Compiled
from agent_desk.domain.choosing import Promised
from agent_desk.domain.clocks import ClockEvent, ClockEventKind, Reckoned
from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.histories import History, holders, in_order, priorities, statuses, tags_at
from agent_desk.domain.levels import MINUTE, Basis, ClockRow, ClockState, Metric, PolicyBody, PolicyVersion, Scope
from agent_desk.domain.resolutions import resolutions_of
from agent_desk.domain.roster import Priority
from agent_desk.domain.waits import AMONG_PEERS, End, Run, Wait, looks_of, runs_of, waits_of

NOT_PROMISED = "not_promised"
POLICY_REMOVED = "policy_removed"
VENUE_REMOVED = "venue_removed"
_Held = list[tuple[int, PolicyVersion | None]]
_Spans = list[tuple[int, int | None, Compiled]]


@frozen
class _Promise:
    """What was promised for a run: the version that holds at its end, how it came to that, and the target from when on."""

    version: PolicyVersion
    held: _Held
    begins: int
    priority: Priority
    target: int


def reckon(history: History, promised: Promised) -> list[Reckoned]:
    """All clocks of a conversation, the oldest first. The order of what is in `history` makes no difference."""
    return _Reckoning(history, promised).clocks() if promised.any else []


class _Reckoning:
    def __init__(self, history: History, promised: Promised) -> None:
        self._history, self._promised = history, promised
        self._statuses = statuses(history)
        self._priorities = priorities(history)
        self._agents, self._teams = holders(history)
        self._chosen: dict[int, PolicyBody | None] = {}

    def clocks(self) -> list[Reckoned]:
        waits, first = waits_of(self._history, self._terms)
        runs = [*runs_of(waits, first), *looks_of(self._history, waits, self._looked(waits))]
        runs += resolutions_of(waits, self._statuses, self._terms, self._history.merged_at)
        found = [clock for run in runs if (clock := self._clock(run, waits)) is not None]
        return sorted(found, key=lambda one: (one.row.started_at, one.row.metric, one.row.message_id))

    def _looked(self, waits: list[Wait]) -> list[int]:
        decided = [wait.end for wait in waits if wait.how is End.DECIDED and wait.end is not None]
        return sorted([*decided, *(act.at for act in in_order(self._history.acts, ActionKind.STATUS))])

    def _terms(self, start: int) -> PolicyBody | None:
        if start not in self._chosen:
            held = self._held(start, start)
            self._chosen[start] = held[0][1].body if held and held[0][1] else None
        return self._chosen[start]

    def _held(self, start: int, stop: int | None) -> _Held:
        history = self._history
        tags = tags_at(history, stop)
        # Who takes a conversation first says what it is; who gets it later does not change what was promised.
        team = self._teams.at(start) or next((team for _, team in self._teams.changes if team), "")

        def fits(scope: Scope) -> bool:
            return _fits(scope, history, team, tags)

        return self._promised.held(start, stop, fits, history.policy_id)

    def _clock(self, run: Run, waits: list[Wait]) -> Reckoned | None:
        run = self._cut(run)
        held = self._held(run.start, run.end)
        version = held[-1][1] if held else None
        if version is None:
            lost = next((one for _, one in reversed(held) if one is not None), None)
            return None if lost is None else self._cancelled(run, held[-1][0], lost, POLICY_REMOVED)
        body, metric = version.body, run.metric
        begins = run.fetched if body.basis is Basis.FETCHED else run.start
        if metric in (Metric.FIRST, Metric.NEXT) and self._history.kind in AMONG_PEERS:
            begins += body.peer_window * MINUTE
        if run.end is not None and run.end < begins:
            if run.how is not End.ANSWERED and (run.how is not End.VOID or body.peer_window):
                return None
            begins = run.end
        priority = self._priorities.at(run.end)
        target = _target(body, metric, priority)
        if target is None:
            return self._unpromised(run, held, version)
        return self._counted(run, _Promise(version, held, begins, priority, target), waits)

    def _cut(self, run: Run) -> Run:
        """A venue that is not served any more owes nothing."""
        at = self._history.removed_at
        if at is None or (run.end is not None and run.end <= at):
            return run
        return Run(run.metric, run.said, run.start, run.fetched, max(at, run.start), End.VOID, None, VENUE_REMOVED)

    def _unpromised(self, run: Run, held: _Held, version: PolicyVersion) -> Reckoned | None:
        """Nothing is promised for it (any more): it is cancelled where something was."""
        before = next((one for _, one in held if one is not None), version)
        if _target(before.body, run.metric, self._priorities.at(run.start)) is None:
            return None
        changed = [at for at, _ in (*held[1:], *self._priorities.changes) if run.start <= at <= (run.end or at)]
        return self._cancelled(run, max(changed, default=run.start), before, NOT_PROMISED)

    def _cancelled(self, run: Run, at: int, version: PolicyVersion, reason: str) -> Reckoned | None:
        """As it stood under its last promise, and then it ended; an end that came earlier stays."""
        target = _target(version.body, run.metric, self._priorities.at(run.start))
        if target is None:
            return None
        cut = Run(run.metric, run.said, run.start, run.fetched, max(at, run.start), End.VOID, None, reason)
        begins = min(run.fetched if version.body.basis is Basis.FETCHED else run.start, cut.end or 0)
        promise = _Promise(version, [(run.start, version)], begins, self._priorities.at(run.start), target)
        return self._counted(cut, promise, [])

    def _counted(self, run: Run, promise: _Promise, waits: list[Wait]) -> Reckoned:
        version, begins, target = promise.version, promise.begins, promise.target
        body = version.body
        pauses = [*_within(self._statuses.spans([Status(name) for name in body.pausing]), begins, run.end)]
        stops = sorted([*pauses, *_within(run.pauses, begins, run.end)], key=lambda span: span[0])
        spans = self._spans(begins, run.end, stops, body)
        threshold = max(target * body.risk_share // 100, body.risk_minutes * MINUTE)
        due = _walk(spans, target)
        state = _state(run, due, stops, asleep=self._asleep(stops))
        stopped = stops[-1][0] if state is ClockState.PAUSED else run.end
        row = ClockRow(
            conversation_id=self._history.conversation_id,
            metric=run.metric,
            message_id=run.said.post.id,
            policy_version_id=version.id,
            calendar_version_id=self._calendar(begins, body)[0],
            priority=promise.priority,
            target=target,
            state=state,
            started_at=begins,
            fetched_at=run.fetched,
            due_at=due,
            at_risk_at=begins if threshold >= target else _walk(spans, target - threshold),
            stopped_at=stopped,
            stopped_by=run.by.post.id if run.by else None,
            worked=None if stopped is None else sum(hours.between(at, until or stopped) for at, until, hours in spans),
            paused=self._worked_in(begins, pauses, body),
            paused_unanswered=self._worked_in(begins, _unanswered(pauses, run, waits), body),
            reason=run.reason or (self._statuses.at(stopped).value if state is ClockState.PAUSED else ""),
            agent_id=self._credited(run),
            team_id=self._teams.at(run.end),
            venue_id=self._history.venue_id,
        )
        events = self._events(row, run, stops, promise.held, spans)
        return Reckoned(row, version, tuple(events), tuple(spans))

    def _asleep(self, stops: list[tuple[int, int | None]]) -> bool:
        """Whether the last stop is a snooze that nobody ended yet: it will end by itself."""
        changes = self._statuses.changes
        return self._history.status is Status.SNOOZED and bool(stops) and stops[-1][1] == changes[-1][0]

    def _calendar(self, start: int, body: PolicyBody, at: int | None = None) -> tuple[str, Compiled]:
        """The hours that count at a moment (the start), as they were set up at the start."""
        promised, calendar = self._promised, ""
        if body.team_hours:
            calendar = promised.team_calendar(self._teams.at(start if at is None else at), start)
        return promised.hours(calendar or body.calendar_id, start)

    def _spans(self, start: int, end: int | None, stops: list[tuple[int, int | None]], body: PolicyBody) -> _Spans:
        """When time runs: without the stops, and cut where other hours begin to count. The last one is open where nothing
        but the end of the clock, or nothing, ended it."""
        free: list[tuple[int, int | None]] = []
        at: int | None = start
        for stop, again in stops:
            if at is not None and at < stop:
                free.append((at, stop))
            at = again
        if at is not None and (end is None or at < end or not stops):
            free.append((at, None))
        moves = [at for at, _ in self._teams.changes] if body.team_hours else []
        cut: list[tuple[int, int | None, Compiled]] = []
        for begins, until in free:
            edges = [at for at in moves if begins < at and (until is None or at < until) and (end is None or at < end)]
            for first, last in zip([begins, *edges], [*edges, until], strict=True):
                cut.append((first, last, self._calendar(start, body, first)[1]))
        return cut

    def _worked_in(self, start: int, spans: list[tuple[int, int | None]], body: PolicyBody) -> int:
        """Working time in spans that ended, by the hours that counted when each began."""
        return sum(
            self._calendar(start, body, begins)[1].between(begins, end) for begins, end in spans if end is not None
        )

    def _credited(self, run: Run) -> str:
        if run.how is End.PEER:
            return ""
        if run.by is not None and run.by.agent_id:
            return run.by.agent_id
        if run.how is End.RESOLVED:
            acts = [act for act in in_order(self._history.acts, ActionKind.STATUS) if act.at == run.end]
            return acts[-1].agent_id if acts else self._agents.at(run.end)
        return self._agents.at(run.end)

    def _events(
        self, row: ClockRow, run: Run, stops: list[tuple[int, int | None]], held: _Held, spans: _Spans
    ) -> list[ClockEvent]:
        begins, end = row.started_at, run.end
        kind = ClockEventKind
        events = [ClockEvent(begins, kind.STARTED, row.message_id)]
        events += [
            ClockEvent(at, kind.POLICY_CHANGED, None, version.id if version else "")
            for at, version in held[1:]
            if end is None or at <= end
        ]
        for at, priority in self._priorities.changes:
            if begins < at and (end is None or at <= end):
                events.append(ClockEvent(at, kind.PRIORITY_CHANGED, None, str(int(priority))))
        for (_, until, before), (at, _, after) in pairwise(spans):
            if until == at and before is not after:
                events.append(ClockEvent(at, kind.HOURS_CHANGED, None, self._teams.at(at)))
        for at, again in stops:
            events.append(ClockEvent(at, kind.PAUSED, None, self._statuses.at(at).value))
            if again is not None and (end is None or again < end):
                events.append(ClockEvent(again, kind.RESUMED, self._caller(again), self._statuses.at(again).value))
        if row.state in (ClockState.BREACHED, ClockState.BREACHED_MET) and row.due_at is not None:
            events.append(ClockEvent(row.due_at, kind.BREACHED))
        if end is not None:
            ended = kind.CANCELLED if run.how in (End.VOID, End.MERGED, End.DECIDED) else kind.MET
            events.append(ClockEvent(end, ended, row.stopped_by, run.reason))
        order = list(ClockEventKind)
        return sorted(events, key=lambda event: (event.at, order.index(event.kind)))

    def _caller(self, at: int) -> str | None:
        """The customer's post that opened the conversation at a moment."""
        posts = (said for one in (self._history, *self._history.parts) for said in one.posts if said.asks)
        return next((said.post.id for said in posts if at in (said.post.posted_at, said.seen_at)), None)


def _fits(scope: Scope, history: History, team: str, tags: frozenset[str]) -> bool:
    return (
        (not scope.venues or history.venue_id in scope.venues)
        and (not scope.networks or history.network in scope.networks)
        and (not scope.kinds or history.kind in scope.kinds)
        and (not scope.teams or team in scope.teams)
        and (not scope.languages or history.language in scope.languages)
        and (not scope.tags or any(tag.casefold() in tags for tag in scope.tags))
    )


def _target(body: PolicyBody, metric: Metric, priority: Priority) -> int | None:
    """What is promised, in milliseconds; None: nothing."""
    minutes = body.targets.get(metric, {}).get(priority)
    return None if minutes is None else minutes * MINUTE


def _within(spans: Iterable[tuple[int, int | None]], start: int, end: int | None) -> Iterator[tuple[int, int | None]]:
    for begins, until in spans:
        first = max(begins, start)
        last = until if end is None else min(end if until is None else until, end)
        if last is None or first < last:
            yield first, last


def _walk(spans: _Spans, working: int) -> int | None:
    """The first moment at which so much working time has passed; None: that never comes."""
    for begins, until, hours in spans:
        passed = None if until is None else hours.between(begins, until)
        if passed is None or passed >= working:
            return hours.due(begins, working)
        working -= passed
    return None


def _unanswered(pauses: list[tuple[int, int | None]], run: Run, waits: list[Wait]) -> list[tuple[int, int | None]]:
    """Pauses, as far as a customer's post lay unanswered in them."""
    if run.metric is Metric.VERIFY:
        return []
    if run.metric is not Metric.RESOLUTION:
        return pauses
    joined: list[tuple[int, int | None]] = []
    for wait in waits:
        if wait.how is End.VOID:
            continue
        if joined and (joined[-1][1] is None or wait.start <= joined[-1][1]):
            before, until = joined[-1]
            joined[-1] = before, None if until is None or wait.end is None else max(until, wait.end)
        else:
            joined.append((wait.start, wait.end))
    return [
        (first, last) for begins, until in pauses if until is not None for first, last in _within(joined, begins, until)
    ]


def _state(run: Run, due: int | None, stops: list[tuple[int, int | None]], *, asleep: bool) -> ClockState:
    if run.end is None:
        if not stops or not (stops[-1][1] is None or asleep):
            return ClockState.RUNNING
        return ClockState.BREACHED if due is not None and due < stops[-1][0] else ClockState.PAUSED
    late = due is not None and due < run.end
    if run.how in (End.VOID, End.MERGED) or (run.how is End.DECIDED and not late):
        return ClockState.CANCELLED
    return ClockState.BREACHED_MET if late else ClockState.MET
