"""Service levels as they are promised: calendars of working hours and policies, each in versions that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import Priority

MINUTE = 60_000


class Metric(StrEnum):
    """What is promised. FIRST: from the first customer post to our first answer. NEXT: from the oldest unanswered customer
    post to our answer. RESOLUTION: from the first customer post until it is resolved. VERIFY: from a peer's answer to our look
    at it."""

    FIRST = "first"
    NEXT = "next"
    RESOLUTION = "resolution"
    VERIFY = "verify"


class ClockState(StrEnum):
    """Where a clock stands. BREACHED: late and still open; BREACHED_MET: late, and answered since."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    BREACHED_MET = "breached_met"
    CANCELLED = "cancelled"


class Basis(StrEnum):
    """From which moment time counts: the venue's time of the post, or when it was fetched here."""

    POSTED = "posted"
    FETCHED = "fetched"


class Peers(StrEnum):
    """What an accepted or trusted peer's answer does to the agent's clock."""

    NOTHING = "nothing"
    ENDS = "ends"
    VERIFY = "verify"


class Reopening(StrEnum):
    """What a reopened conversation does to its resolution clock."""

    CONTINUE = "continue"
    RESTART = "restart"
    NONE = "none"


@frozen
class Hours:
    """One span of a day in minutes after midnight by the wall clock, half-open: [start, end), up to 1440."""

    start: int
    end: int


@frozen
class CalendarBody:
    """Working hours. `week`: the spans of Monday to Sunday (seven entries). `holidays`: days off by local date (`2026-12-25`)
    with their names, frozen when the version was made. `days`: other hours on single dates, which win over both. `country` and
    `region`: where the holidays were taken from (ISO 3166), `years`: for which years. `changes`: the zone's offsets, frozen:
    (UTC seconds from which on, offset in seconds), ascending."""

    zone: str
    week: tuple[tuple[Hours, ...], ...]
    holidays: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, tuple[Hours, ...]] = field(default_factory=dict)
    country: str = ""
    region: str = ""
    years: tuple[int, ...] = ()
    changes: tuple[tuple[int, int], ...] = ()


@frozen
class CalendarVersion:
    """What a calendar said from a moment on (UTC milliseconds). Made `at` by that agent."""

    id: str
    calendar_id: str
    number: int
    from_at: int
    body: CalendarBody
    agent_id: str = ""
    at: int = 0


@frozen
class Calendar:
    """A calendar with its latest version."""

    id: str
    name: str
    latest: CalendarVersion


class StepWhen(StrEnum):
    """When an escalation step is taken."""

    AT_RISK = "at_risk"
    BREACH = "breach"
    AFTER = "after"


class StepAct(StrEnum):
    """What an escalation step does."""

    NOTIFY_ASSIGNEE = "notify_assignee"
    NOTIFY_LEADS = "notify_leads"
    NOTIFY_SUPERVISORS = "notify_supervisors"
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"


@frozen
class Step:
    """One escalation step. `minutes`: working minutes after the breach, for AFTER."""

    when: StepWhen
    act: StepAct
    minutes: int = 0


@frozen
class Scope:
    """For which conversations a policy is; what is empty does not narrow."""

    venues: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    kinds: tuple[ConversationKind, ...] = ()
    teams: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@frozen
class PolicyBody:
    """A promise. `targets`: working minutes by metric and priority; what is not named is not promised. `calendar_id`: the
    hours, None: all hours of all days; with `team_hours` those of the conversation's team, where it has its own. At risk:
    what is left is at most `risk_share` (percent of the target) or `risk_minutes`, whichever is more. `pausing`: what stops
    time (`pending`, `snoozed`); a customer's post always resumes. `peer_window`: minutes in which others may answer first, in
    topics and comments."""

    scope: Scope
    targets: Mapping[Metric, Mapping[Priority, int]]
    calendar_id: str | None = None
    team_hours: bool = False
    basis: Basis = Basis.POSTED
    pausing: tuple[str, ...] = ("pending", "snoozed")
    risk_share: int = 20
    risk_minutes: int = 15
    peer_window: int = 0
    accepted: Peers = Peers.VERIFY
    trusted: Peers = Peers.NOTHING
    reopening: Reopening = Reopening.CONTINUE
    reopening_days: int = 0
    steps: tuple[Step, ...] = ()


@frozen
class PolicyVersion:
    """What a policy said from a moment on (UTC milliseconds). `running_too`: clocks that ran went over to it then; else each
    keeps the version it was started under. Made `at` by that agent."""

    id: str
    policy_id: str
    number: int
    from_at: int
    running_too: bool
    body: PolicyBody
    agent_id: str = ""
    at: int = 0


@frozen
class PolicyOrder:
    """Which policies held from a moment on (UTC milliseconds), and in which order: the ids of those that were not removed.
    Of several that fit, the first holds."""

    from_at: int
    policies: tuple[str, ...]


@frozen
class Policy:
    """A policy with its latest version; of several that fit, the one with the lowest `position` (from 0) holds."""

    id: str
    name: str
    position: int
    latest: PolicyVersion


@frozen
class ClockRow:
    """One clock as it was reckoned last (agent_desk.domain.clockwork). Times are UTC milliseconds, `target`, `worked`, `paused`
    and `paused_unanswered` milliseconds of working time (`worked`: from start to stop, pauses taken out; None while it runs).
    `state`: RUNNING also once it is late, until somebody wrote that down; agent_desk.domain.clocks.state_at tells how it
    stands at a moment. BREACHED where it was late before it was paused. `message_id`: the post that started it. `due_at`: the
    last moment that is in time; None where that cannot be said while it is paused. `stopped_at`: when it ended, of a paused
    one since when it is. `stopped_by`: the post that met it. `reason`: a code: why it was cancelled, the status that paused
    it, `peer` where a peer's answer met it, a disposition that came too late. `paused`: pauses that ended. `agent_id` and
    `team_id`: to whom it is credited: who answered or resolved, nobody where a peer did, else who holds the conversation."""

    conversation_id: str
    metric: Metric
    message_id: str
    policy_version_id: str
    calendar_version_id: str
    priority: Priority
    target: int
    state: ClockState
    started_at: int
    fetched_at: int
    due_at: int | None
    at_risk_at: int | None
    stopped_at: int | None
    stopped_by: str | None
    worked: int | None
    paused: int
    paused_unanswered: int
    reason: str
    agent_id: str
    team_id: str
    venue_id: str
