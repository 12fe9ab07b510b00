"""Who works here: agents, teams, what each may do, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum, StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind


class Role(StrEnum):
    """What an agent is trusted with; each may do what those before it may."""

    AGENT = "agent"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Right(StrEnum):
    """What not everybody may do."""

    ASSIGN_OTHERS = "assign_others"
    """Give conversations to others and take them from others, the board, spreading, taking over drafts."""
    APPROVE = "approve"
    """Be the second pair of eyes."""
    SHARE = "share"
    """Views, macros and canned answers for others."""
    SEE_FIGURES = "see_figures"
    SET_LEVELS = "set_levels"
    """Calendars, policies and rules."""
    SET_ROSTER = "set_roster"


_LEAST = {
    Right.ASSIGN_OTHERS: Role.LEAD,
    Right.APPROVE: Role.LEAD,
    Right.SHARE: Role.LEAD,
    Right.SEE_FIGURES: Role.LEAD,
    Right.SET_LEVELS: Role.SUPERVISOR,
    Right.SET_ROSTER: Role.ADMIN,
}
_RANKS = tuple(Role)


def may(role: Role, right: Right) -> bool:
    """Whether that role has that right."""
    return _RANKS.index(role) >= _RANKS.index(_LEAST[right])


class Presence(StrEnum):
    """Whether an agent is there. Only who is AVAILABLE is given work automatically."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class Method(StrEnum):
    """How a team's new conversations find an agent."""

    BY_HAND = "by_hand"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class Priority(IntEnum):
    """How much a conversation matters."""

    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4


@frozen
class AgentRow:
    """Somebody who works here. `handle`: by which notes mention them (`@mira`). `sign_off`: what stands below replies at
    venues that want one. `zone`: an IANA name, empty: the workspace's. `languages` (BCP 47 primary tags) and `venues` (ids)
    the agent serves; empty: all. `capacity`: the load automatic assignment fills up to, None: no limit. `reviewed`: replies
    need a second pair of eyes. `presence_at`, `left_at`: UTC milliseconds."""

    id: str
    number: int
    name: str
    sign_off: str
    handle: str = ""
    role: Role = Role.AGENT
    zone: str = ""
    calendar_id: str | None = None
    languages: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    capacity: int | None = None
    reviewed: bool = False
    presence: Presence = Presence.AVAILABLE
    presence_reason: str = ""
    presence_at: int = 0
    left_at: int | None = None


@frozen
class Member:
    """An agent's place in a team."""

    agent_id: str
    lead: bool = False


@frozen
class TeamRow:
    """A team and how its conversations are handed out. `venues` (ids) and `languages` whose new conversations come to this
    team; both empty: none come by themselves. `weights`: how much a conversation of a kind weighs in the load (1 where not
    named). At most `fair_share` automatic assignments to one agent within `fair_minutes`. `take_back_minutes`: after so long
    away or offline, what an agent holds and somebody waits in goes back to the team; None: never."""

    id: str
    number: int
    name: str
    position: int = 0
    calendar_id: str | None = None
    method: Method = Method.BY_HAND
    venues: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    weights: Mapping[ConversationKind, int] = field(default_factory=dict)
    fair_share: int | None = None
    fair_minutes: int = 60
    take_back_minutes: int | None = None
    last_agent_id: str | None = None
    members: tuple[Member, ...] = ()


@frozen
class PresenceEvent:
    """An agent became that at that moment (UTC milliseconds). `reason`: in the agent's own words, such as lunch."""

    agent_id: str
    at: int
    presence: Presence
    reason: str


class NoticeKind(StrEnum):
    """Why an agent is told something."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    WATCHED = "watched"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    ESCALATED = "escalated"
    APPROVAL_WANTED = "approval_wanted"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_REFUSED = "approval_refused"
    TAKEN_BACK = "taken_back"
    HANDED_OVER = "handed_over"
    RULE = "rule"
    RULE_STOPPED = "rule_stopped"


@frozen
class Notice:
    """Something an agent is told. `details`: parameters of the sentence, as short strings. Shown from `not_before` on."""

    id: str
    agent_id: str
    kind: NoticeKind
    conversation_id: str | None
    details: Mapping[str, str]
    at: int
    not_before: int
    seen_at: int | None = None
