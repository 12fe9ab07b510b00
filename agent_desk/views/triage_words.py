"""What sorting is called: priorities, and where a due time stands."""

from __future__ import annotations

from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import tr
from agent_desk.runtime.trail_words import priority_name
from agent_desk.views import when
from agent_desk.views.theme import Token

__all__ = ["DueSign", "due_sign", "priority_name"]


@frozen
class DueSign:
    """A due time in a short word with its colours; `spoken`: the same as a sentence."""

    text: str
    token: Token
    ground: Token
    spoken: str


def due_sign(row: ConversationRow, now: int) -> DueSign | None:
    """Where the earliest running clock of a conversation stands; None where none runs."""
    if row.due_at is None:
        return None
    if row.due_at <= now:
        span = when.span(now - row.due_at)
        return DueSign(tr("late {span}", span=span), Token.LATE, Token.LATE_SOFT, tr("late by {span}", span=span))
    span = when.span(row.due_at - now)
    spoken = tr("due in {span}", span=span)
    text = tr("in {span}", span=span)
    if row.at_risk_at is not None and row.at_risk_at <= now:
        return DueSign(text, Token.RISK, Token.RISK_SOFT, tr("due soon, in {span}", span=span))
    return DueSign(text, Token.DIM, Token.CHIP, spoken)
