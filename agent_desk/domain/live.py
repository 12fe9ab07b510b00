"""How the work stands right now: the tiles, the tables by team, agent, venue and language, and who is there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from agent_desk.domain.coverage import Coverage
from agent_desk.domain.frozen import frozen
from agent_desk.domain.histograms import share_of
from agent_desk.domain.levels import Metric
from agent_desk.domain.roster import Presence


@frozen
class LiveFilter:
    """Which conversations are looked at; None: all. `team_id` and `agent_id` may be "" for those that nobody has,
    `language` (BCP 47 primary tag) "" for those whose language is not known."""

    team_id: str | None = None
    venue_id: str | None = None
    language: str | None = None
    agent_id: str | None = None


class LiveTile(StrEnum):
    """The figures on top, each of which opens. HELD: all that is open, pending or put off."""

    HELD = "held"
    WAITING = "waiting"
    LATE = "late"
    DUE_HOUR = "due_hour"
    DUE_HOUR_UNASSIGNED = "due_hour_unassigned"
    TARGET_TODAY = "target_today"
    FIRST_TODAY = "first_today"
    ARRIVALS_HOUR = "arrivals_hour"
    ANSWERS_HOUR = "answers_hour"


@frozen
class Group:
    """What stands together in a table. `held`: open, pending or put off; `waiting`: of these with somebody waiting, the
    longest since `oldest_wait`; `late`: with a clock that is late; `due_hour`: with one that falls due within the hour;
    `next_due`: when the first does that is not late. Times are UTC milliseconds."""

    held: int = 0
    waiting: int = 0
    oldest_wait: int | None = None
    late: int = 0
    due_hour: int = 0
    next_due: int | None = None


@frozen
class GroupLine:
    """A line of the tables by team, venue and language. `key`: the id or language, "" for none; `name` is "" there, too."""

    key: str
    name: str
    group: Group


@frozen
class AgentLine:
    """One agent. `load`: how many open and pending conversations, by the weights of their teams; `capacity`: None without a
    limit. `presence_at`: since when (UTC milliseconds). `team_ids`: the teams the agent is in."""

    agent_id: str
    name: str
    handle: str
    team_ids: tuple[str, ...]
    presence: Presence
    presence_reason: str
    presence_at: int
    load: int
    capacity: int | None
    group: Group


@frozen
class Decided:
    """Promises that were decided: `kept` in time, or `late`: answered or not."""

    kept: int
    late: int

    @property
    def n(self) -> int:
        """How many were decided."""
        return self.kept + self.late

    @property
    def share(self) -> float | None:
        """How many percent were kept; None where none was decided."""
        return share_of(self.kept, self.n)


@frozen
class Spread:
    """`n` durations in milliseconds of working time: half of them are at most `median`, nine of ten at most `ninetieth`."""

    n: int
    median: int | None
    ninetieth: int | None


@frozen
class Live:
    """How it stands `at` that moment (UTC milliseconds). `whole`: all that the filter lets through, in one. `late_by`: the
    late conversations by the clock that fell due first. `unassigned_due`: of those due within the hour the ones that nobody
    holds. `today`: all promises decided since midnight of the workspace's zone, by metric too; `goal`: percent that are to
    be kept. `first_today`: the first replies of today. `arrivals`, `answers`: customers' posts that turned to us and posts
    of ours in the last 60 minutes. Where `narrowed` says so, arrivals and answers are those of the filter's venue alone,
    because nobody holds a post: team, agent and language do not narrow them."""

    at: int
    filter: LiveFilter
    coverage: Coverage
    whole: Group
    late_by: Mapping[Metric, int]
    unassigned_due: int
    today: Decided
    today_by: Mapping[Metric, Decided]
    goal: int
    first_today: Spread
    arrivals: int
    answers: int
    narrowed: bool
    teams: tuple[GroupLine, ...]
    agents: tuple[AgentLine, ...]
    venues: tuple[GroupLine, ...]
    languages: tuple[GroupLine, ...]
    unassigned: Group
