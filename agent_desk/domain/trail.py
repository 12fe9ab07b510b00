"""What agents and rules did in a conversation, as structure; views render it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.frozen import frozen


@frozen
class TrailRow:
    """One act in a conversation. `agent_id` and `agent_name`: who acted; `by`: what acted for the agent (`rule:ID`,
    `round_robin`, ...), empty where it was the agent. `details`: as in the action; `names`: what the ids in it were called
    when this was read (agents, teams, rules, conversations), by id. `at`: UTC milliseconds."""

    action_id: str
    kind: ActionKind
    agent_id: str
    agent_name: str
    by: str
    message_id: str | None
    details: Mapping[str, str]
    names: Mapping[str, str]
    at: int
