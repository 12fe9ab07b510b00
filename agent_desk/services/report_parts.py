"""Puts the parts of a report together, from stored sums and, for what is not over, from the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from agent_desk.domain.attendance import time_spent
from agent_desk.domain.balance import Span, add_up, day_of, span_of
from agent_desk.domain.histograms import ERROR_PERCENT, MEDIAN, NINETIETH, Histogram, ages, rank
from agent_desk.domain.levels import Metric
from agent_desk.domain.live import Decided
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.reporting import (
    AgentStates,
    AnswersOf,
    Attainment,
    Backlog,
    DayLine,
    Dispositions,
    Heat,
    Lag,
    PauseAudit,
    Promises,
    Reopened,
    Report,
    ReportFilter,
    ReportSpan,
)
from agent_desk.domain.sums import KeptSums, PromiseSums, SumKey, Sums
from agent_desk.services.figure_days import facts_of, goal_of
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

EXACT_DAYS = 14
"""Up to so many days medians are read from the clocks themselves."""
_ASKED = 500
"""Rows between two looks at whether the report is still wanted."""


@dataclass(slots=True)
class _Added:
    """All sums of a span."""

    days: dict[date, Sums] = field(default_factory=dict)
    policies: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    whole: Sums = field(default_factory=Sums)

    def add(self, day: date, key: SumKey, sums: KeptSums) -> None:
        self.days.setdefault(day, Sums()).join(sums)
        for metric, numbers in sums.get("p", {}).items():
            counts = self.policies.setdefault((key.policy_id, metric), [0, 0, 0])
            for at in range(3):
                counts[at] += numbers[at]
        if "a" in sums:
            self.answers[key.agent_id] = self.answers.get(key.agent_id, 0) + sums["a"]

    def finish(self) -> None:
        for sums in self.days.values():
            self.whole.join(sums.plain())


class Assembly:
    """One report in the making."""

    def __init__(
        self, ground: Ground, zone: ZoneInfo, span: ReportSpan, filter_: ReportFilter, audit: PauseAudit
    ) -> None:
        self._ground, self._zone, self._span, self._filter, self._audit = ground, zone, span, filter_, audit
        self._now = ground.now()
        self._start, self._end = span_of(span.first, zone).start, span_of(span.last, zone).end

    def report(self, cancelled: Callable[[], bool]) -> Report | None:
        """The whole of it; None once `cancelled` says so."""
        read, filter_ = self._ground.store.read, self._filter
        added = self._added(read, cancelled)
        if added is None:
            return None
        whole = added.whole
        by_venue = (filter_.team_id, filter_.agent_id, filter_.policy_id) == (None, None, None)
        by_agent = (filter_.team_id, filter_.policy_id) == (None, None)
        exact = self._exact(read)
        return Report(
            span=self._span,
            filter=filter_,
            zone=self._zone.key,
            made_at=self._now,
            goal=goal_of(read),
            coverage=self._audit.coverage,
            promises={
                metric: _promises(metric, whole.promises[metric], None if exact is None else exact.get(metric, ()))
                for metric in Metric
                if metric in whole.promises
            },
            attainment=_attainment(read, added),
            backlog=self._backlog(read) if filter_.policy_id is None else None,
            reopened=Reopened(whole.resolved, whole.again) if by_agent else None,
            dispositions=self._dispositions(read) if by_venue and filter_.kind is None else None,
            arrivals=sum(whole.hours) if by_venue else None,
            heat=_heat(added) if by_venue else None,
            answers=_answers(read, added) if by_agent else None,
            lag=_lag(whole.lag) if by_venue else None,
            states=self._states(read),
            paused=self._audit,
            days=tuple(self._days(added, by_venue=by_venue, by_agent=by_agent)),
            named=self._named(read),
        )

    def _added(self, read: Nouns, cancelled: Callable[[], bool]) -> _Added | None:
        added = _Added()
        today = day_of(self._now, self._zone)
        past = min(self._span.last, today - timedelta(days=1))
        known: dict[str, date] = {}
        for number, (text, key, sums) in enumerate(read.sums.read(self._span.first, past, self._filter)):
            if number % _ASKED == 0 and cancelled():
                return None
            day = known.get(text) or known.setdefault(text, date.fromisoformat(text))
            added.add(day, key, sums)
        if self._span.first <= today <= self._span.last:
            # What is not over is told by the facts up to now: what falls due later is not late yet.
            connected = {venue.id for venue in read.venues.all()}
            facts = facts_of(read, span_of(today, self._zone).start, self._now + 1, self._zone)
            for key, made in facts.items():
                if key.venue_id in connected and _fits(key, self._filter):
                    added.add(today, key, made.plain())
        added.finish()
        return added

    def _exact(self, read: Nouns) -> Mapping[str, Sequence[int]] | None:
        """All durations, where the span is short enough; None where sums alone tell them."""
        if len(self._span.days) > EXACT_DAYS or read.sums.kept(self._start, self._end):
            return None
        return read.figures.durations(self._start, min(self._end, self._now + 1), self._filter)

    def _named(self, read: Nouns) -> dict[str, str]:
        wanted = self._filter
        known: dict[str, tuple[str | None, Iterable[tuple[str, str]]]] = {
            "venue_id": (wanted.venue_id, ((venue.id, venue.label) for venue in read.venues.all())),
            "team_id": (wanted.team_id, ((team.id, team.name) for team in read.roster.teams())),
            "agent_id": (wanted.agent_id, ((agent.id, agent.name) for agent in read.roster.agents(left=True))),
            "policy_id": (wanted.policy_id, ((policy.id, policy.name) for policy in read.levels.policies())),
            "kind": (wanted.kind, ((kind, kind.value) for kind in ConversationKind)),
        }
        return {name: dict(names).get(key, key) for name, (key, names) in known.items() if key is not None}

    def _backlog(self, read: Nouns) -> Backlog:
        waits = read.figures.waits(self._filter)
        return Backlog(len(waits), ages(self._now, waits), min(waits, default=None))

    def _dispositions(self, read: Nouns) -> Dispositions:
        whole = Span(self._span.first, self._start, self._end)
        balance = add_up(read.balance.days([whole], self._filter.venue_id))
        return Dispositions(balance.fetched, balance.waiting, balance.by)

    def _states(self, read: Nouns) -> tuple[AgentStates, ...]:
        spent = time_spent(read.roster.presences(self._start), self._start, min(self._end, self._now))
        wanted = None
        if self._filter.team_id is not None:
            teams = [team for team in read.roster.teams() if team.id == self._filter.team_id]
            wanted = {member.agent_id for team in teams for member in team.members}
        return tuple(
            AgentStates(agent.id, agent.name, spent[agent.id].by, spent[agent.id].reasons)
            for agent in read.roster.agents(left=True)
            if agent.id in spent
            and self._filter.agent_id in (None, agent.id)
            and (wanted is None or agent.id in wanted)
        )

    def _days(self, added: _Added, *, by_venue: bool, by_agent: bool) -> Iterator[DayLine]:
        nothing = Sums()
        for day in self._span.days:
            span = span_of(day, self._zone)
            if span.start > self._now:
                return
            sums = added.days.get(day, nothing)
            first = sums.promises.get(Metric.FIRST)
            covered = all(venue.covers(span.start, min(span.end, self._now)) for venue in self._audit.coverage.venues)
            yield DayLine(
                day,
                sum(sums.hours) if by_venue else None,
                sums.answers if by_agent else None,
                sums.resolved if by_agent else None,
                {metric: sums.promises[metric].decided for metric in Metric if metric in sums.promises},
                first.worked.percentile(MEDIAN) if first else None,
                covered,
            )


def _promises(metric: Metric, sums: PromiseSums, exact: Sequence[int] | None) -> Promises:
    def percentile(share: Fraction) -> int | None:
        if exact is None:
            return sums.worked.percentile(share)
        return exact[rank(len(exact), share)] if exact else None

    return Promises(
        metric,
        sums.decided,
        sums.open,
        sums.worked.n,
        percentile(MEDIAN),
        percentile(NINETIETH),
        sums.worked.mean(),
        sums.worked.steps(),
        ERROR_PERCENT if exact is None else 0.0,
    )


def _fits(key: SumKey, filter_: ReportFilter) -> bool:
    return (
        filter_.venue_id in (None, key.venue_id)
        and filter_.team_id in (None, key.team_id)
        and filter_.agent_id in (None, key.agent_id)
        and filter_.policy_id in (None, key.policy_id)
        and filter_.kind in (None, key.kind)
    )


def _attainment(read: Nouns, added: _Added) -> tuple[Attainment, ...]:
    names: dict[str, str] = {}
    found = []
    for (policy_id, metric), (kept, late, open_) in added.policies.items():
        name = names.setdefault(policy_id, read.levels.policy_name(policy_id))
        found.append(Attainment(policy_id, name, Metric(metric), Decided(kept, late), open_))
    order = list(Metric)
    return tuple(sorted(found, key=lambda one: (one.policy, one.policy_id, order.index(one.metric))))


def _answers(read: Nouns, added: _Added) -> tuple[AnswersOf, ...]:
    names = {agent.id: agent.name for agent in read.roster.agents(left=True)}
    found = (AnswersOf(agent, names.get(agent, ""), n) for agent, n in added.answers.items())
    return tuple(sorted(found, key=lambda one: (-one.answers, one.name, one.agent_id)))


def _heat(added: _Added) -> Heat:
    found = [[0] * 24 for _ in range(7)]
    for day, sums in added.days.items():
        line = found[day.weekday()]
        for hour, n in enumerate(sums.hours):
            line[hour] += n
    return tuple(map(tuple, found))


def _lag(lag: Histogram) -> Lag:
    return Lag(lag.n, lag.percentile(MEDIAN), lag.percentile(NINETIETH), lag.steps(), ERROR_PERCENT)
