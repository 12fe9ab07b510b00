"""The clocks of one conversation as a person meets them: how each stands, and how it came to that, step by step."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desk.domain.calendars import Compiled
from agent_desk.domain.clocks import OPEN, ClockEventKind, Reckoned, at_risk, state_at
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.explained import ClockView, Line, Told
from agent_desk.domain.histories import History
from agent_desk.domain.levels import MINUTE, Basis, ClockRow, ClockState, Metric, PolicyVersion, Scope
from agent_desk.domain.rows import DeliveryKind
from agent_desk.domain.waits import AMONG_PEERS
from agent_desk.services.explaining import counted, due_lines, risk_line
from agent_desk.services.ground import Ground
from agent_desk.services.reckoning import reckoned
from agent_desk.storage.contract import Nouns

_ON_ITS_WAY = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.RETRYING,
    DeliveryState.UNKNOWN,
    DeliveryState.NEEDS_HUMAN,
    DeliveryState.STOPPED,
    DeliveryState.AWAITING_MODERATION,
)


def clocks_of(ground: Ground, conversation_id: str) -> list[ClockView]:
    """All clocks of a conversation from its facts, the oldest first, as they stand right now."""
    nouns = ground.store.read
    on_its_way = _on_its_way(nouns, conversation_id)
    return [_view(nouns, one, ground.now(), on_its_way) for one in reckoned(ground, nouns, conversation_id)]


def story_of(ground: Ground, conversation_id: str, zone: str = "") -> list[Line]:
    """Every step of the reckoning of every clock; one line that says so where there is none. `zone`: in which moments will be
    told."""
    nouns = ground.store.read
    found = reckoned(ground, nouns, conversation_id)
    if not found:
        return [Line("no_clock" if nouns.levels.policies() else "no_policy")]
    answers = nouns.clocks.histories([conversation_id], lambda name: ground.registry.get(name).manifest.answers)
    history = next(one for one in answers if one.conversation_id == conversation_id)
    on_its_way = _on_its_way(nouns, conversation_id)
    lines: list[Line] = []
    for clock in found:
        if lines:
            lines.append(Line(""))
        view = _view(nouns, clock, ground.now(), on_its_way)
        lines += _Story(nouns, clock, history, view, ground.now(), zone).lines()
    return lines


def _on_its_way(nouns: Nouns, conversation_id: str) -> list[tuple[str, int]]:
    """Replies that have not arrived yet: which post each answers, and since when it waits."""
    return [
        (row.target_message_id, row.created_at)
        for row in nouns.deliveries.of(conversation_id)
        if row.kind is DeliveryKind.REPLY and row.state in _ON_ITS_WAY
    ]


def _view(nouns: Nouns, clock: Reckoned, now: int, on_its_way: Iterable[tuple[str, int]]) -> ClockView:
    row, version = clock.row, clock.version
    state = state_at(row, now)
    answers = row.metric in (Metric.FIRST, Metric.NEXT) and state in OPEN
    return ClockView(
        row=row,
        state=state,
        policy_id=version.policy_id if version else "",
        policy=nouns.levels.policy_name(version.policy_id) if version else "",
        number=version.number if version else 0,
        left=_left(clock, now) if state in (ClockState.RUNNING, ClockState.BREACHED) else None,
        lag=max(0, row.fetched_at - _posted(nouns, row)),
        at_risk=at_risk(row, now),
        met_when_sent=min((at for _, at in on_its_way), default=None) if answers else None,
    )


def _posted(nouns: Nouns, row: ClockRow) -> int:
    return nouns.messages.get(row.message_id).posted_at


def _left(clock: Reckoned, now: int) -> int | None:
    """Working time until it falls due, negative once it is late."""
    due = clock.row.due_at
    if due is None or not clock.spans:
        return None
    hours = clock.spans[-1][2]
    return hours.between(now, due) if now <= due else -hours.between(due, now)


class _Story:
    """One clock, told from its start to how it stands."""

    def __init__(self, nouns: Nouns, clock: Reckoned, history: History, view: ClockView, now: int, zone: str) -> None:
        self._nouns, self._clock, self._history, self._view, self._now = nouns, clock, history, view, now
        self._row, self._zone = clock.row, zone

    def lines(self) -> list[Line]:
        row, version = self._row, self._clock.version
        told = [Line("clock", {"metric": row.metric.value, "state": self._view.state.value}), *self._begun()]
        if version is not None:
            told += [*self._why(version), self._hours()]
            told.append(
                Line(
                    "target",
                    {"metric": row.metric.value, "priority": row.priority.name.lower(), "target_ms": row.target},
                    1,
                )
            )
            if version.body.peer_window and row.metric in (Metric.FIRST, Metric.NEXT) and self._among_peers:
                told.append(Line("peer_window", {"window_ms": version.body.peer_window * MINUTE}, 1))
        told += [Line("start", {"at": row.started_at}, 1), *self._walked(), *self._changed()]
        if row.due_at is not None:
            hours = self._clock.spans[-1][2] if self._clock.spans else Compiled(None)
            told += due_lines(row.due_at, hours, self._zone, 1)
            if version is not None and row.at_risk_at is not None:
                line = risk_line(version.body, row.target, row.at_risk_at)
                told.append(Line(line.code, line.params, 1))
        return [*told, *self._ended()]

    @property
    def _among_peers(self) -> bool:
        return self._history.kind in AMONG_PEERS

    def _begun(self) -> list[Line]:
        post = self._nouns.messages.get(self._row.message_id)
        author = post.author.name or post.author.handle
        lines = [Line("post", {"number": post.number, "author": author, "at": post.posted_at}, 1)]
        if self._view.lag:
            lines.append(Line("lag", {"lag_ms": self._view.lag, "at": self._row.fetched_at}, 1))
        version = self._clock.version
        if version is not None and version.body.basis is Basis.FETCHED:
            lines.append(Line("from_fetched", {}, 1))
        return lines

    def _why(self, version: PolicyVersion) -> list[Line]:
        """By which policy, and why none of those before it."""
        name = self._nouns.levels.policy_name(version.policy_id)
        lines = [Line("policy", {"policy": name, "number": version.number}, 1)]
        if self._history.policy_id == version.policy_id:
            return [*lines, Line("policy_chosen", {}, 2)]
        start = self._row.started_at
        orders = [one for one in self._nouns.levels.orders() if one.from_at <= start]
        order = orders[-1].policies if orders else ()
        if version.policy_id not in order:
            return lines
        for before in order[: order.index(version.policy_id)]:
            versions = [one for one in self._nouns.levels.policy_versions(before) if one.from_at <= start]
            unfit = self._unfit(versions[-1].body.scope) if versions else None
            if unfit is not None:
                told = {"policy": self._nouns.levels.policy_name(before), "field": unfit}
                lines.append(Line("passed_over", told, 2))
        place = {"place": order.index(version.policy_id) + 1, "count": len(order)}
        return [*lines, Line("policy_first", place, 2)]

    def _unfit(self, scope: Scope) -> str | None:
        """The first thing that a policy asks and that is not so here."""
        history = self._history
        tags = {tag.casefold() for tag in history.tags}
        asked = (
            ("venues", scope.venues, history.venue_id in scope.venues),
            ("networks", scope.networks, history.network in scope.networks),
            ("kinds", scope.kinds, history.kind in scope.kinds),
            ("teams", scope.teams, history.team_id in scope.teams),
            ("languages", scope.languages, history.language in scope.languages),
            ("tags", scope.tags, any(tag.casefold() in tags for tag in scope.tags)),
        )
        return next((name for name, wanted, fits in asked if wanted and not fits), None)

    def _hours(self) -> Line:
        wanted = self._row.calendar_version_id
        version = next((one for one in self._nouns.levels.calendar_versions() if one.id == wanted), None)
        if version is None:
            return Line("all_hours", {}, 1)
        name = self._nouns.levels.calendar_name(version.calendar_id)
        return Line("calendar", {"calendar": name, "number": version.number, "zone": version.body.zone}, 1)

    def _walked(self) -> list[Line]:
        """Each stretch in which time ran, and what stopped it."""
        lines: list[Line] = []
        left = self._row.target
        reasons = {event.at: event.reason for event in self._clock.events if event.kind is ClockEventKind.PAUSED}
        spans = self._clock.spans
        for number, (begins, until, hours) in enumerate(spans):
            if number:
                lines.append(self._again(begins, spans[number - 1], hours))
            passed = left if until is None else min(left, hours.between(begins, until))
            lines += [Line(one.code, one.params, 2) for one in counted(hours, begins, passed, left - passed)]
            left -= passed
            if until in reasons:
                lines.append(Line("paused", {"at": until, "reason": reasons[until], "left_ms": left}, 1))
            if left <= 0:
                break
        return lines

    def _again(self, begins: int, before: tuple[int, int | None, Compiled], hours: Compiled) -> Line:
        if before[1] == begins and before[2] is not hours:
            return Line("hours_changed", {"at": begins}, 1)
        resumed = next(
            (one for one in self._clock.events if one.kind is ClockEventKind.RESUMED and one.at == begins), None
        )
        wrote = resumed is not None and resumed.message_id is not None
        return Line("resumed_by_post" if wrote else "resumed", {"at": begins}, 1)

    def _changed(self) -> list[Line]:
        lines: list[Line] = []
        for event in self._clock.events:
            if event.kind is ClockEventKind.POLICY_CHANGED:
                lines.append(Line("policy_changed" if event.reason else "policy_removed", {"at": event.at}, 1))
            elif event.kind is ClockEventKind.PRIORITY_CHANGED:
                lines.append(Line("priority_changed", {"at": event.at, "priority": _PRIORITIES[event.reason]}, 1))
        return lines

    def _ended(self) -> list[Line]:
        row, state = self._row, self._view.state
        if state is ClockState.CANCELLED:
            return [Line("cancelled", {"at": row.stopped_at, "reason": row.reason}, 1)]
        if state in (ClockState.MET, ClockState.BREACHED_MET):
            return self._met()
        lines = []
        if state is ClockState.PAUSED:
            lines.append(Line("paused_now", {"at": row.stopped_at, "reason": row.reason}, 1))
        elif self._view.left is not None and self._view.left >= 0:
            lines.append(Line("left_now", {"at": self._now, "left_ms": self._view.left}, 1))
        elif self._view.left is not None:
            lines.append(Line("late_now", {"at": self._now, "late_ms": -self._view.left}, 1))
        if self._view.met_when_sent is not None:
            lines.append(Line("met_when_sent", {"at": self._view.met_when_sent}, 1))
        return lines

    def _met(self) -> list[Line]:
        row = self._row
        lines = [Line("ended", {"at": row.stopped_at}, 1)]
        if row.stopped_by is not None:
            post = self._nouns.messages.get(row.stopped_by)
            told: dict[str, Told] = {
                "number": post.number,
                "author": post.author.name or post.author.handle,
                "at": row.stopped_at,
            }
            lines = [Line("met_by", told, 1)]
        worked = row.worked or 0
        if row.due_at is not None and row.stopped_at is not None and row.stopped_at > row.due_at:
            lines.append(Line("too_late", {"late_ms": max(0, worked - row.target), "worked_ms": worked}, 1))
        else:
            lines.append(Line("in_time", {"worked_ms": worked, "left_ms": max(0, row.target - worked)}, 1))
        return lines


_PRIORITIES = {"1": "low", "2": "normal", "3": "high", "4": "urgent"}
