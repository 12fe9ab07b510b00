"""Who gets a conversation: the pure choice among the agents of a team, what comes next for one agent, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from enum import Enum, StrEnum

from agent_desk.domain.conversations import Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.roster import AgentRow, Method, Presence, Priority, Right, Role, TeamRow, may


class Keep(Enum):
    """Stands for a holder or a team that stays as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


class Criterion(StrEnum):
    """Why an agent was not given a conversation. NOT_THERE: `presence`. LANGUAGE: `language`. VENUE: `venue` (an id). FULL:
    `load`, `capacity`, `weight`. FAIR_SHARE: `given`, `limit`, `minutes`."""

    LEFT = "left"
    GAVE_UP = "gave_up"
    NOT_THERE = "not_there"
    LANGUAGE = "language"
    VENUE = "venue"
    FULL = "full"
    FAIR_SHARE = "fair_share"


class By(StrEnum):
    """What made an assignment that no human decided one by one."""

    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"
    URGENCY = "urgency"
    SPREAD = "spread"
    TAKE_BACK = "take_back"
    TEAM = "team"
    LEAVING = "leaving"
    HAND_OVER = "hand_over"


AUTOMATIC = (By.ROUND_ROBIN, By.LEAST_LOADED)
"""What counts against the fair share."""


class Urgency(StrEnum):
    """Why one conversation comes before the others, the most urgent first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    PRIORITY = "priority"
    WAITING = "waiting"


@frozen
class Held:
    """What is known of a conversation where somebody is to work on it. Times are UTC milliseconds."""

    conversation_id: str
    venue_id: str
    kind: ConversationKind
    status: Status
    found: bool
    merged: bool
    waiting: int
    waiting_since: int | None
    language: str
    priority: Priority
    tags: tuple[str, ...]
    assignee_id: str | None
    team_id: str | None
    assigned_at: int | None
    due_at: int | None
    at_risk_at: int | None

    @property
    def open(self) -> bool:
        """Whether it is work at all: in the inbox, and not resolved."""
        return not self.found and not self.merged and self.status is not Status.RESOLVED

    @property
    def waits(self) -> bool:
        """Whether somebody waits, and nobody put it off."""
        return self.open and self.status is not Status.SNOOZED and self.waiting > 0


@frozen
class Wanted:
    """What a conversation asks of an agent. `language` empty: not known. `weight`: what it adds to the load. `gave_up`: the
    agent who gave it away last, empty: nobody did."""

    language: str
    venue_id: str
    weight: int = 1
    gave_up: str = ""


@frozen
class Burden:
    """How an agent stands. `given`: automatic assignments within the team's window, `last_at`: the latest ever, 0: none."""

    agent: AgentRow
    load: int = 0
    given: int = 0
    last_at: int = 0


@frozen
class Considered:
    """One agent who was looked at. `why_not` None: would have fitted. `details`: parameters of the sentence, short strings."""

    agent_id: str
    why_not: Criterion | None
    details: Mapping[str, str] = field(default_factory=dict)


@frozen
class Explanation:
    """Why a choice fell as it did. `chosen`: the agent, with URGENCY the conversation; None: nobody or nothing fits. `reason`
    and `details`, with URGENCY: what made it the most urgent (`due_at`, `priority`, `waiting_since`). `considered`: everybody
    who was looked at, in the order of the team."""

    by: By
    chosen: str | None
    team_id: str | None = None
    considered: tuple[Considered, ...] = ()
    reason: Urgency | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def weight_of(team: TeamRow | None, kind: ConversationKind) -> int:
    """How much a conversation weighs in the load; 1 where the team says nothing."""
    return team.weights.get(kind, 1) if team else 1


def load_of(team: TeamRow | None, held: Mapping[ConversationKind, int]) -> int:
    """The load that so many conversations by kind make."""
    return sum(weight_of(team, kind) * n for kind, n in held.items())


def serves(agent: AgentRow, wanted: Wanted) -> Criterion | None:
    """What keeps an agent from a conversation at all, however much time there is."""
    if agent.left_at is not None:
        return Criterion.LEFT
    if agent.languages and wanted.language and wanted.language not in agent.languages:
        return Criterion.LANGUAGE
    if agent.venues and wanted.venue_id not in agent.venues:
        return Criterion.VENUE
    return None


def consider(team: TeamRow | None, burden: Burden, wanted: Wanted) -> Considered:
    """Whether an agent fits right now, and if not, why: the first criterion in the order of Criterion."""
    agent = burden.agent
    details = {"load": str(burden.load), "capacity": "" if agent.capacity is None else str(agent.capacity)}
    if agent.left_at is not None:
        return Considered(agent.id, Criterion.LEFT, details)
    if agent.id == wanted.gave_up:
        return Considered(agent.id, Criterion.GAVE_UP, details)
    if agent.presence is not Presence.AVAILABLE:
        told = {"presence": str(agent.presence), "reason": agent.presence_reason}
        return Considered(agent.id, Criterion.NOT_THERE, details | told)
    if (why_not := serves(agent, wanted)) is not None:
        return Considered(agent.id, why_not, details | {"language": wanted.language, "venue": wanted.venue_id})
    if agent.capacity is not None and burden.load + wanted.weight > agent.capacity:
        return Considered(agent.id, Criterion.FULL, details | {"weight": str(wanted.weight)})
    if team is not None and team.fair_share is not None and burden.given >= team.fair_share:
        told = {"given": str(burden.given), "limit": str(team.fair_share), "minutes": str(team.fair_minutes)}
        return Considered(agent.id, Criterion.FAIR_SHARE, details | told)
    return Considered(agent.id, None, details)


def choose(team: TeamRow, burdens: Iterable[Burden], wanted: Wanted, method: Method | None = None) -> Explanation:
    """Who of a team gets a conversation, by its method or the one named: among the members who are available, serve language
    and venue, and are below capacity and fair share. ROUND_ROBIN: the next after `last_agent_id` in the order of the members.
    LEAST_LOADED: the smallest load, then who was given something the longest ago, then the lowest number. The order of
    `burdens` makes no difference. BY_HAND chooses nobody."""
    places = {member.agent_id: place for place, member in enumerate(team.members)}
    known = sorted((one for one in burdens if one.agent.id in places), key=lambda one: places[one.agent.id])
    considered = tuple(consider(team, one, wanted) for one in known)
    fit = [one for one, said in zip(known, considered, strict=True) if said.why_not is None]
    method = method or team.method
    by = By.ROUND_ROBIN if method is Method.ROUND_ROBIN else By.LEAST_LOADED
    chosen: Burden | None = None
    if fit and method is Method.ROUND_ROBIN:
        last = places.get(team.last_agent_id or "", -1)
        chosen = next((one for one in fit if places[one.agent.id] > last), fit[0])
    elif fit and method is Method.LEAST_LOADED:
        chosen = min(fit, key=lambda one: (one.load, one.last_at, one.agent.number))
    return Explanation(by, chosen.agent.id if chosen else None, team.id, considered)


def team_for(teams: Iterable[TeamRow], venue_id: str, language: str) -> TeamRow | None:
    """To which team a new conversation comes: the first by position whose venues and languages it is in."""
    for team in sorted(teams, key=lambda team: (team.position, team.number)):
        if not team.venues and not team.languages:
            continue
        if (not team.venues or venue_id in team.venues) and (not team.languages or language in team.languages):
            return team
    return None


def urgency(held: Held, now: int) -> tuple[Urgency, tuple[int, ...]]:
    """How urgent a conversation is: overdue first (the longest late), then at risk (due first), then by priority, then who
    waits longest. What is smaller comes first."""
    waited = held.waiting_since if held.waiting_since is not None else 1 << 62
    if held.due_at is not None and held.due_at < now:
        return Urgency.OVERDUE, (0, held.due_at, -held.priority, waited)
    if held.due_at is not None and held.at_risk_at is not None and held.at_risk_at <= now:
        return Urgency.DUE_SOON, (1, held.due_at, -held.priority, waited)
    reason = Urgency.PRIORITY if held.priority > Priority.NORMAL else Urgency.WAITING
    return reason, (2, -held.priority, waited)


def next_for(agent: AgentRow, teams: Iterable[str], pool: Iterable[Held], now: int) -> Explanation:
    """What an agent should do next: the most urgent of what waits, that is the agent's own or nobody's, is for no other team
    (`teams`: ids of those the agent is in), and that the agent serves."""
    mine = set(teams)
    fitting = [
        one
        for one in pool
        if one.waits
        and (one.assignee_id == agent.id or (one.assignee_id is None and (one.team_id is None or one.team_id in mine)))
        and serves(agent, Wanted(one.language, one.venue_id)) is None
    ]
    if not fitting:
        return Explanation(By.URGENCY, None)
    first = min(fitting, key=lambda one: (urgency(one, now)[1], one.conversation_id))
    details = {
        "due_at": str(first.due_at or ""),
        "priority": str(int(first.priority)),
        "waiting_since": str(first.waiting_since or ""),
    }
    return Explanation(By.URGENCY, first.conversation_id, first.team_id, reason=urgency(first, now)[0], details=details)


def may_move(role: Role, actor: str, holder: str | None, to: str | None) -> bool:
    """Whether somebody may move a conversation: leads and above any; an agent may claim what nobody holds, and release or
    pass on what is the agent's own."""
    if may(role, Right.ASSIGN_OTHERS) or holder == actor:
        return True
    return holder is None and to in (actor, None)


def spread(team: TeamRow, burdens: Sequence[Burden], wanted: Sequence[tuple[str, Wanted]]) -> Mapping[str, str | None]:
    """Conversations dealt out over a team one by one, each to the least loaded who fits, whose load grows with it; the fair
    share does not count, because a lead asked for it. None: nobody fits."""
    now = {one.agent.id: one for one in burdens}
    dealt: dict[str, str | None] = {}
    free = replace(team, fair_share=None)
    for conversation_id, one in wanted:
        chosen = choose(free, now.values(), one, Method.LEAST_LOADED).chosen
        dealt[conversation_id] = chosen
        if chosen is not None:
            before = now[chosen]
            now[chosen] = Burden(before.agent, before.load + one.weight, before.given, before.last_at + 1)
    return dealt
