"""What a report says of a span of days: promises kept, answers, arrivals, and what each figure counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from enum import StrEnum

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.coverage import Coverage
from agent_desk.domain.frozen import frozen
from agent_desk.domain.histograms import share_of
from agent_desk.domain.levels import Metric
from agent_desk.domain.live import Decided
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Presence


class Figure(StrEnum):
    """The figures of a report. FIRST, NEXT, RESOLUTION and VERIFY are promises; their values are those of Metric."""

    FIRST = "first"
    NEXT = "next"
    RESOLUTION = "resolution"
    VERIFY = "verify"
    BACKLOG = "backlog"
    REOPENED = "reopened"
    DISPOSITIONS = "dispositions"
    ANSWERED_BY = "answered_by"
    ARRIVALS = "arrivals"
    ANSWERS = "answers"
    LAG = "lag"
    STATES = "states"
    PAUSED = "paused"


PROMISES = tuple(Figure(metric.value) for metric in Metric)
"""The figures that are clocks."""


@frozen
class ReportSpan:
    """Days of the workspace's zone, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@frozen
class ReportFilter:
    """What is counted; None: all. `team_id` and `agent_id` narrow what is credited to somebody, `policy_id` the promises
    alone; what a filter cannot narrow is left out of the report (None) and never shown as if it were narrowed."""

    venue_id: str | None = None
    team_id: str | None = None
    agent_id: str | None = None
    policy_id: str | None = None
    kind: ConversationKind | None = None


@frozen
class Promises:
    """The promises of one metric that were decided in the span: each on the day on which it was kept, or fell due. `decided`:
    kept and late. `open`: of the late ones those that are still not answered; they are not among the durations. `n`
    durations in milliseconds of working time: half are at most `median`, nine of ten at most `ninetieth`, on average `mean`;
    None of nothing. `steps`: how many lie up to each of agent_desk.domain.histograms.STEPS, and last how many are longer.
    `error`: by how many percent median and ninetieth may be off; 0: they are exact."""

    metric: Metric
    decided: Decided
    open: int
    n: int
    median: int | None
    ninetieth: int | None
    mean: int | None
    steps: tuple[int, ...]
    error: float


@frozen
class Attainment:
    """How a policy's promise of one metric was kept. `policy_id` may be one that was removed since."""

    policy_id: str
    policy: str
    metric: Metric
    decided: Decided
    open: int


@frozen
class Backlog:
    """The conversations with somebody waiting at the moment of the report, by age: how many waited up to each of STEPS, and
    last how many longer. `oldest`: since when (UTC milliseconds)."""

    n: int
    steps: tuple[int, ...]
    oldest: int | None


@frozen
class Reopened:
    """How often a conversation was resolved in the span, and how often that did not hold for seven days: the customer
    wrote again, or an agent took it up again."""

    resolved: int
    again: int

    @property
    def share(self) -> float | None:
        """In percent; None where none was resolved."""
        return share_of(self.again, self.resolved)


@frozen
class Dispositions:
    """What became of the customers' posts of the span: `waiting` still, or one disposition each; together `fetched`."""

    fetched: int
    waiting: int
    by: Mapping[Disposition, int]

    @property
    def by_us(self) -> int:
        """How many we answered."""
        return self.by.get(Disposition.ANSWERED_BY_US, 0)

    @property
    def by_peers(self) -> int:
        """How many somebody else answered."""
        return self.by.get(Disposition.ANSWERED_BY_PEER, 0)


@frozen
class Lag:
    """How long customers' posts took from the venue's time to ours, in milliseconds; posts that were there before the venue
    was connected are left out. `error` as in Promises."""

    n: int
    median: int | None
    ninetieth: int | None
    steps: tuple[int, ...]
    error: float


@frozen
class AgentStates:
    """How long an agent was in each state within the span, in milliseconds; what is not over yet counts up to now.
    `reasons`: the time away by the agent's own word for it."""

    agent_id: str
    name: str
    by: Mapping[Presence, int]
    reasons: Mapping[str, int]


@frozen
class AnswersOf:
    """Posts of ours by who wrote them; `agent_id` "": outside of this program."""

    agent_id: str
    name: str
    answers: int


@frozen
class PausedRow:
    """A clock that stood still while a customer's post lay unanswered, for `unanswered` of `paused` milliseconds of working
    time. `started_at`: UTC milliseconds."""

    conversation_id: str
    number: int
    title: str
    metric: Metric
    policy: str
    agent_id: str
    agent: str
    team_id: str
    team: str
    venue_id: str
    started_at: int
    paused: int
    unanswered: int
    reason: str


@frozen
class PausedSum:
    """Paused clocks by agent or team: `name` is "" where nobody was credited."""

    key: str
    name: str
    clocks: int
    unanswered: int


@frozen
class PauseAudit:
    """The clocks that started in the span and were paused while a customer's post lay unanswered. `rows`: the longest first,
    as many as were asked for."""

    span: ReportSpan
    filter: ReportFilter
    coverage: Coverage
    clocks: int
    unanswered: int
    agents: tuple[PausedSum, ...]
    teams: tuple[PausedSum, ...]
    rows: tuple[PausedRow, ...]


@frozen
class DayLine:
    """One day of a report. None: the filter cannot narrow it. `first_median`: of the first replies decided on it, in
    milliseconds of working time. `covered`: every venue of the filter was read to the end of that day; without that a zero
    is not a zero."""

    day: date
    arrivals: int | None
    answers: int | None
    resolved: int | None
    promises: Mapping[Metric, Decided]
    first_median: int | None
    covered: bool


Heat = tuple[tuple[int, ...], ...]
"""Counts by weekday (Monday first, 7) and hour (24)."""


@frozen
class Report:
    """All figures of a span. `made_at`: UTC milliseconds; `zone`: the IANA name of the workspace's zone, in which days
    and hours are. None: the filter cannot narrow that figure. `named`: what the filter names, by its field, as people know it."""

    span: ReportSpan
    filter: ReportFilter
    zone: str
    made_at: int
    goal: int
    coverage: Coverage
    promises: Mapping[Metric, Promises]
    attainment: tuple[Attainment, ...]
    backlog: Backlog | None
    reopened: Reopened | None
    dispositions: Dispositions | None
    arrivals: int | None
    heat: Heat | None
    answers: tuple[AnswersOf, ...] | None
    lag: Lag | None
    states: tuple[AgentStates, ...]
    paused: PauseAudit
    days: tuple[DayLine, ...]
    named: Mapping[str, str] = field(default_factory=dict)


@frozen
class Behind:
    """One thing behind a figure. `message_id`: the post that was counted, "" where a conversation was. `at`: the moment for
    which it counts (UTC milliseconds); `value`: its duration in milliseconds or None; `late`: None where nothing was
    promised."""

    conversation_id: str
    number: int
    title: str
    author: str
    venue_id: str
    venue: str
    agent: str
    message_id: str
    at: int
    value: int | None
    late: bool | None
    detail: str


@frozen
class Opened:
    """What opens behind a figure. Empty: all of it. `day`: of one day alone; `metric`: which promise, of PAUSED; `late`: only
    the late (True) or kept (False) ones; `open`: only late ones that are still not answered; `step`: the bucket of STEPS;
    `hour` and `weekday` (Monday 0): a field of the heat map; `disposition`, or `waiting`: of DISPOSITIONS and ANSWERED_BY;
    `agent_id`: of ANSWERS; `again`: of REOPENED only what did not hold."""

    day: date | None = None
    late: bool | None = None
    open: bool = False
    step: int | None = None
    hour: int | None = None
    weekday: int | None = None
    disposition: Disposition | None = None
    waiting: bool = False
    agent_id: str | None = None
    policy_id: str | None = None
    again: bool = False
