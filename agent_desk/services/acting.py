"""How an act is kept: its action, with who or what acted, and the conversation it touched."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns


def acted(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    kind: ActionKind,
    conversation_id: str,
    details: Mapping[str, str],
    *,
    by: str = "",
    message_id: str | None = None,
) -> str:
    """Keep an act inside the caller's transaction; returns its id. `by`: what acted where it is no agent (`rule:ID`)."""
    action_id = ground.new_id()
    told = dict(details) | ({"by": by} if by else {})
    nouns.ledger.add(Action(action_id, kind, ground.me, conversation_id, ground.now(), message_id, told))
    tally.add(Changes(conversations=frozenset({conversation_id})))
    return action_id
