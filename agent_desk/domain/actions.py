"""Actions: what an agent decided, kept with a global id for good."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from agent_desk.domain.frozen import frozen


class ActionKind(StrEnum):
    """The kinds of decisions."""

    REPLY = "reply"
    STATUS = "status"
    DISPOSE = "dispose"
    READ = "read"
    VENUE_ACT = "venue_act"
    NOTE = "note"
    MARK = "mark"
    TAKE_UP = "take_up"
    ERASE = "erase"
    ASSIGN = "assign"
    PRIORITY = "priority"
    TAG = "tag"
    WATCH = "watch"
    MERGE = "merge"
    LINK = "link"
    APPROVE = "approve"
    TAKE_OVER = "take_over"
    MACRO = "macro"
    PRESENCE = "presence"
    RULE = "rule"
    """What only rules do: another policy, or that replies need a second pair of eyes."""


@frozen
class Action:
    """One decision of one agent at one moment (UTC milliseconds), with its parameters as short strings."""

    id: str
    kind: ActionKind
    agent_id: str
    conversation_id: str
    at: int
    message_id: str | None = None
    details: dict[str, str] = field(default_factory=dict, hash=False)
