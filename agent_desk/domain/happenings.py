"""What happened to a conversation, as rules, handing out and notices are asked about it."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.frozen import frozen


class Event(StrEnum):
    """What can happen. TIME_PASSED: something has been so for a while and still is."""

    POST_ARRIVED = "post_arrived"
    REPLY_SENT = "reply_sent"
    STATE_CHANGED = "state_changed"
    ASSIGNED = "assigned"
    TAGGED = "tagged"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    TIME_PASSED = "time_passed"


@frozen
class Happening:
    """One event. `message_id`: the post it is about, where there is one. `cause`: the id of the rule that made it, empty
    where nobody's rule did."""

    event: Event
    conversation_id: str
    message_id: str | None = None
    cause: str = ""
